/**
 * The safetensors container: a strict reader over mapped segments, tensors, and the writer.
 *
 * <p>In: files. Out: named tensors with type, shape and mapped bytes.
 *
 * <p>Must not know models: a tensor's name means nothing here.
 */
package io.github.alpharl.safetensors;
