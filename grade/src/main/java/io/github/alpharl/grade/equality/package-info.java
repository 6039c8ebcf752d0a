/**
 * The rules by which two expressions are equal, in one ordered table.
 *
 * <p>In: two expressions. Out: equal, different or undecided, with the rule's name.
 *
 * <p>Must not know text.
 */
package io.github.alpharl.grade.equality;
