/** NExt: a forecaster that trains a small network for every shape of matrix, on LibTorch. */
package io.github.alpharl.forecastnext;
