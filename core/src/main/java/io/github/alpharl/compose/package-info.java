/**
 * Puts updates back into a model: a full checkpoint or an adapter.
 *
 * <p>In: a base, checkpoints and one update a module. Out: a directory on disk, and what it cannot
 * carry.
 *
 * <p>Must not know how an update was found.
 */
package io.github.alpharl.compose;
