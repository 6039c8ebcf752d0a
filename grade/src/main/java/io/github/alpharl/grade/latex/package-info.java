/**
 * From LaTeX and plain text to expressions.
 *
 * <p>In: text. Out: an expression, or that it is not understood.
 *
 * <p>Must not know what it is compared with.
 */
package io.github.alpharl.grade.latex;
