/** Figures of an evaluation: avg@k, pass@k, majority@k with their errors. */
package io.github.alpharl.eval.figures;
