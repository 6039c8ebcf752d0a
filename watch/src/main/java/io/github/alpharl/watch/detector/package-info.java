/**
 * When to speak: evidence that a series has left what its own past foretells.
 *
 * <p>In: numbers, one a look. Out: p-values against the series' own forecast, and e-detectors with
 * a stated average run length to a false alarm.
 *
 * <p>Must not know runs, metrics or weights.
 */
package io.github.alpharl.watch.detector;
