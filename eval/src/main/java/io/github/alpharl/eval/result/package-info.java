/** Evaluations on disk: one line a sample, a summary, and the scores of a run. */
package io.github.alpharl.eval.result;
