/**
 * What an answer means: numbers, sets, functions, units, and their exact or numeric values.
 *
 * <p>In: expressions. Out: normal forms and values, within a budget.
 *
 * <p>Must not know how they were written.
 */
package io.github.alpharl.grade.expression;
