/**
 * The whole way from a run to a model, for every caller: opens a window of a run, forecasts,
 * composes, backtests, searches, and writes. The command line does nothing else.
 *
 * <p>In: a run on disk, options as records, a listener. Out: typed results and written models.
 *
 * <p>Must not print, nor know any command line.
 */
package io.github.alpharl.study;
