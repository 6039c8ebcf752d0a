/**
 * What names of tensors and patterns for them mean, whoever wrote them.
 *
 * <p>In: names. Out: canonical names and kinds of parts, matches within bounded time.
 *
 * <p>Must not know files or tensors.
 */
package io.github.alpharl.checkpoint.names;
