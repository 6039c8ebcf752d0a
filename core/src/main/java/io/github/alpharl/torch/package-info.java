/**
 * Checkpoints as trainers write them through torch: which layout a folder has, whether it is whole,
 * and its tensors as mapped blocks, read in place. Pickles are read as data by our own bounded
 * machine; nothing in them is ever called.
 *
 * <p>In: a folder. Out: tensors by name, or what to do instead.
 *
 * <p>Must not know configurations or models.
 */
package io.github.alpharl.torch;
