/**
 * Layouts of trainers: which directory holds which step of a run, what is complete, which steps a
 * window observes.
 *
 * <p>In: a run's directory or run.json. Out: base, steps and notes.
 *
 * <p>Must not know algorithms, nor what the weights are.
 */
package io.github.alpharl.run;
