/**
 * Quick looks at a text before a regular expression reads it.
 *
 * <p>In: a text and words. Out: whether one of them occurs.
 *
 * <p>Must not know what the words mean.
 */
package io.github.alpharl.grade.text;
