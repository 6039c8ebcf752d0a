/**
 * A mirror of places in a bucket: small files copied, weights read piece by piece, output carried
 * to its place.
 *
 * <p>In: texts such as {@code s3://bucket/run}. Out: paths that the rest of the house reads and
 * writes as ever.
 *
 * <p>Must not know any format, model or run.
 */
package io.github.alpharl.bucket;
