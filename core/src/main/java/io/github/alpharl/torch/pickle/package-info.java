/**
 * A bounded machine that reads a pickle as data: a graph of values in which nothing was called or
 * looked up.
 *
 * <p>In: the bytes of a pickle. Out: nodes. Graphs may be deep, shared and cyclic, so nothing here
 * or above walks them by recursion.
 *
 * <p>Must not know tensors or archives.
 */
package io.github.alpharl.torch.pickle;
