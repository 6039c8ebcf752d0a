/** Evaluation: how good a checkpoint is, measured so that people believe it. */
package io.github.alpharl.eval;
