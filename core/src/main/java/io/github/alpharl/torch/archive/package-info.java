/**
 * The files of {@code torch.save}: the zip archive of torch 1.6 and later, and the stream before
 * it.
 *
 * <p>In: mapped bytes. Out: the node tree of the pickle, and the storages beside it, where they
 * lie.
 *
 * <p>Must not know tensors.
 */
package io.github.alpharl.torch.archive;
