/**
 * What a watch says.
 *
 * <p>In: findings. Out: alerts as values and as JSON lines.
 *
 * <p>Must not know how they were found.
 */
package io.github.alpharl.watch.alert;
