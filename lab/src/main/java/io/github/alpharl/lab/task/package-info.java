/** Verifiable tasks: problems by seed and split, base texts with a latent skill, and grading. */
package io.github.alpharl.lab.task;
