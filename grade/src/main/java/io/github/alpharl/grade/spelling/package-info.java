/**
 * The many spellings of one answer, as one.
 *
 * <p>In: an answer's text. Out: the same answer in the spelling that the parser reads.
 *
 * <p>Must not know how an answer is parsed or compared.
 */
package io.github.alpharl.grade.spelling;
