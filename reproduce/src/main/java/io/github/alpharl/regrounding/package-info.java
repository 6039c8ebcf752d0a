/**
 * The lab under the controller of the step size: trainings of ten steps instead of a hundred.
 *
 * <p>In: a start, training options, settings. Out: a controlled run in a folder, its end measured.
 *
 * <p>Must not know: tables, figures, the command line.
 */
package io.github.alpharl.regrounding;
