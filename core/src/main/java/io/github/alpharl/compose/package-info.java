/**
 * Puts an update back into a model: a full checkpoint or an adapter. Knows nothing of how the
 * update was found.
 */
package io.github.alpharl.compose;
