/**
 * Folders of parts: which files belong together, and what each holds of which tensor.
 *
 * <p>In: a folder of a known layout. Out: the parts by name, mapped; {@code torch} proves that they
 * tile.
 *
 * <p>Must not know configurations or models.
 */
package io.github.alpharl.torch.shard;
