package io.github.alpharl.race;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Results of long work, each in a small file of its own under the hash of all that it depends on: a
 * command that was killed finds what it had and goes on.
 */
public final class KeptResults {

  /** A number that is missing or null is no 0: such a result counts as damaged. */
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  private final Path directory;

  /** Results in {@code directory}, which is made when the first is kept. */
  public KeptResults(Path directory) {
    this.directory = directory;
  }

  /**
   * What was kept for {@code key}, or {@code work}'s result, which is then kept.
   *
   * @param key everything that the result depends on, in words
   */
  public <T> T get(String key, Class<T> type, Supplier<T> work) {
    Optional<T> kept = find(key, type);
    if (kept.isPresent()) {
      return kept.get();
    }
    T found = work.get();
    Path file = file(key);
    try {
      AtomicFile.write(file, JSON.writeValueAsString(found) + "\n");
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
    return found;
  }

  /** What was kept for {@code key}, if there is anything. */
  public <T> Optional<T> find(String key, Class<T> type) {
    return Optional.ofNullable(read(file(key), type));
  }

  private Path file(String key) {
    return directory.resolve(hash(key) + ".json");
  }

  /** Null where there is none, or a damaged one. */
  private static <T> T read(Path file, Class<T> type) {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      return JSON.readValue(Files.readAllBytes(file), type);
    } catch (JsonProcessingException damaged) {
      return null;
    } catch (IOException e) {
      throw EnvironmentException.because(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static String hash(String key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)), 0, 12);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
