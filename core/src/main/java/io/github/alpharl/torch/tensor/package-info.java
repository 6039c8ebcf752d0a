/**
 * The tensors of a torch file: strided views, and the parts that one rank holds of a whole tensor.
 *
 * <p>In: node trees and storages. Out: for each name the whole shape and the mapped blocks that
 * tile it, which is proven, not assumed.
 *
 * <p>Must not know folders.
 */
package io.github.alpharl.torch.tensor;
