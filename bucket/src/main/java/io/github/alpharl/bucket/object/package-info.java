/**
 * Objects of a store: list, read ranges of one version, write whole, delete.
 *
 * <p>In: buckets and keys. Out: bytes and errors that name the object.
 *
 * <p>Must not know what is in them.
 */
package io.github.alpharl.bucket.object;
