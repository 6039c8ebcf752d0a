/**
 * What is watched and how each thing is judged.
 *
 * <p>In: rows of metrics and of weights, in the order of training. Out: findings: exact rules that
 * were broken, start-up checks that failed, drifts with their evidence.
 *
 * <p>Must not know files.
 */
package io.github.alpharl.watch.channel;
