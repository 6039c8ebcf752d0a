/** Finding the best of many models with few answers. */
package io.github.alpharl.eval.race;
