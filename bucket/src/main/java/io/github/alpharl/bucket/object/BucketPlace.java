package io.github.alpharl.bucket.object;

import io.github.alpharl.failure.UsageException;

/**
 * A place in an object store, an object or what stands before the names of many.
 *
 * @param key without a slash at either end; may be empty
 */
public record BucketPlace(String bucket, String key) {

  /** What such a place begins with. */
  public static final String SCHEME = "s3://";

  /** True for the text of a place. */
  public static boolean isOne(String text) {
    return text.startsWith(SCHEME);
  }

  /**
   * The place {@code s3://bucket/key}.
   *
   * @throws UsageException if no bucket is named, or a part of the key is no name of a file
   */
  public static BucketPlace of(String text) {
    String[] parts = text.substring(SCHEME.length()).split("/", -1);
    StringBuilder key = new StringBuilder();
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].equals(".") || parts[i].equals("..")) {
        throw UsageException.of("%s: '%s' has no meaning in a bucket", text, parts[i]);
      }
      if (!parts[i].isEmpty()) {
        key.append(key.isEmpty() ? "" : "/").append(parts[i]);
      }
    }
    if (parts[0].isEmpty()) {
      throw UsageException.of("%s: expected s3://BUCKET/KEY", text);
    }
    return new BucketPlace(parts[0], key.toString());
  }

  /** The object {@code other} in the same bucket. */
  public BucketPlace at(String other) {
    return new BucketPlace(bucket, other);
  }

  @Override
  public String toString() {
    return SCHEME + bucket + "/" + key;
  }
}
