/**
 * Which part of a response is its answer.
 *
 * <p>In: a response. Out: the text of the answer, or none.
 *
 * <p>Must not know the gold answer.
 */
package io.github.alpharl.grade.extract;
