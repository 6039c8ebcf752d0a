/**
 * Dense vectors in double precision, summed in a fixed order.
 *
 * <p>In: arrays. Out: numbers and arrays, the same on every machine.
 *
 * <p>Must not know files or models.
 */
package io.github.alpharl.vector;
