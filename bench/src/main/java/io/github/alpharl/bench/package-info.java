/**
 * Measures the core on synthetic updates and runs: against a plain read or copy of the same bytes,
 * and against LibTorch. Both sides of a comparison are always measured in one run.
 */
package io.github.alpharl.bench;
