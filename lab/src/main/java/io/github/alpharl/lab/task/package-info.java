/**
 * Verifiable tasks: problems by seed and split, base texts with a latent skill, and grading.
 *
 * <p>In: a seed, a split and a number; the text of an answer. Out: problems and grades.
 *
 * <p>Must not know models, tokens or training.
 */
package io.github.alpharl.lab.task;
