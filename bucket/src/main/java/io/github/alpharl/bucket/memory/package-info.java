/**
 * Addresses for files that lie elsewhere, filled piece by piece from scratch space.
 *
 * <p>In: a way to read ranges. Out: memory in which what was not brought faults.
 *
 * <p>Must not know where the bytes come from.
 */
package io.github.alpharl.bucket.memory;
