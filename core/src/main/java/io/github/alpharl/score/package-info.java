/**
 * Scores of checkpoints: an accuracy for each step, in the forms in which people have them.
 *
 * <p>In: files of any form that a trainer, tracker or person writes. Out: a series of scores,
 * rising by step, with a note of everything that was chosen or left out; the log of a trainer under
 * one name for one thing, and the clock of its learning rate.
 *
 * <p>Must not know weights.
 */
package io.github.alpharl.score;
