/**
 * What differs between two checkpoints or two adapters, tensor by tensor.
 *
 * <p>In: two mapped checkpoints. Out: for each tensor its status, share of changed elements, norm,
 * top singular value; totals by group.
 *
 * <p>Must not know runs or scores.
 */
package io.github.alpharl.difference;
