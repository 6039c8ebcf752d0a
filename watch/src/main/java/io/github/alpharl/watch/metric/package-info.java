/**
 * What a trainer logs while it runs.
 *
 * <p>In: its own files, which grow, end in half a line, are replaced and go back. Out: rows of
 * metrics under one name for one thing, in the order of training.
 *
 * <p>Must not know weights or alarms.
 */
package io.github.alpharl.watch.metric;
