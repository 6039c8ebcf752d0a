package io.github.alpharl.failure;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where in the inputs something is wrong.
 *
 * @param file the file or directory; empty where only the key is known
 * @param key the tensor, column or key, if one is meant
 * @param offset the byte or line from the start, if one is meant
 */
public record Place(Optional<Path> file, Optional<String> key, OptionalLong offset) {

  /** A whole file. */
  public static Place of(Path file) {
    return new Place(Optional.of(file), Optional.empty(), OptionalLong.empty());
  }

  /** A tensor or key of a file. */
  public static Place of(Path file, String key) {
    return new Place(Optional.of(file), Optional.of(key), OptionalLong.empty());
  }

  /** A byte or line of a file. */
  public static Place of(Path file, long offset) {
    return new Place(Optional.of(file), Optional.empty(), OptionalLong.of(offset));
  }

  /** A tensor or key whose file is not known. */
  public static Place ofKey(String key) {
    return new Place(Optional.empty(), Optional.of(key), OptionalLong.empty());
  }
}
