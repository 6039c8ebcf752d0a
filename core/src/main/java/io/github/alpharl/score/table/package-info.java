/**
 * Tables of numbers by training step, from whatever file holds them: separated values, JSON, a
 * trainer's state, a console log, TensorBoard.
 *
 * <p>In: a file or directory, read once into memory and within bounds. Out: named columns, sparse
 * by row, and a sentence for everything that was passed over.
 *
 * <p>Must not know which column is a score.
 */
package io.github.alpharl.score.table;
