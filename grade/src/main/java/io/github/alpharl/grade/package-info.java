/**
 * The maths grader: is this answer equal to that one, and which answer does a text give?
 *
 * <p>In: a gold answer and a text. Out: a {@link io.github.alpharl.grade.Verdict}.
 *
 * <p>Knows nothing else of this project; bounded in time and memory on any text.
 */
package io.github.alpharl.grade;
