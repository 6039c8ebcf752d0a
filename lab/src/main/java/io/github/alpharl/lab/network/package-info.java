/**
 * Decoder networks: sizes, weights by name, the forward pass with its gradient, model directories.
 *
 * <p>In: a model directory, token ids B × T. Out: hidden states B × T × d, log-probabilities N × V.
 *
 * <p>Must not know how answers are drawn, tasks or losses.
 */
package io.github.alpharl.lab.network;
