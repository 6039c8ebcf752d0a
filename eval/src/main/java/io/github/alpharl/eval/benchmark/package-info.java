/** Benchmarks: their problems, prompts and the way their answers are graded. */
package io.github.alpharl.eval.benchmark;
