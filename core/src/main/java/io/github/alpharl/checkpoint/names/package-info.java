/**
 * What names and types of tensors mean, whoever wrote them.
 *
 * <p>In: names. Out: canonical names, places in a model, what is no module, what is quantised.
 *
 * <p>Must not know checkpoints.
 */
package io.github.alpharl.checkpoint.names;
