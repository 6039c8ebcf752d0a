/**
 * What shows of a live run in its weights.
 *
 * <p>In: stored factors, step after step, and one more read of the head. Out: how far, where and
 * how predictably the weights moved.
 *
 * <p>Must not know metrics or alarms.
 */
package io.github.alpharl.watch.weight;
