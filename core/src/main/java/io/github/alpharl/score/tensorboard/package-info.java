/**
 * TensorBoard's event files: the scalars that a trainer logged.
 *
 * <p>In: files of TFRecords, each a protobuf {@code Event}. Out: tag, step and value of every
 * scalar, in the order of the files.
 *
 * <p>Must not know what a tag means. Every length is checked before it is believed.
 */
package io.github.alpharl.score.tensorboard;
