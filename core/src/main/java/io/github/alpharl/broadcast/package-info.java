/**
 * Weights that a trainer hands to its samplers as differences from the version before.
 *
 * <p>In: folders of slime's differences and the model that they begin from. Out: whole models.
 *
 * <p>Must not know runs, nor what the weights are for.
 */
package io.github.alpharl.broadcast;
