package io.github.alpharl.report;

import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Stream;

/** When the newest of some inputs was written. */
final class NewestInput {

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'");

  private NewestInput() {}

  /** The time of the newest of {@code inputs}, files or directories of files; empty for none. */
  static String date(Collection<Path> inputs) {
    return inputs.stream()
        .flatMap(NewestInput::files)
        .map(NewestInput::modified)
        .max(Comparator.naturalOrder())
        .map(time -> FORM.format(time.toInstant().atOffset(ZoneOffset.UTC)))
        .orElse("");
  }

  private static Stream<Path> files(Path input) {
    if (!Files.isDirectory(input)) {
      return Stream.of(input);
    }
    try (Stream<Path> files = Files.list(input)) {
      return files.filter(Files::isRegularFile).toList().stream();
    } catch (IOException | UncheckedIOException e) {
      throw EnvironmentException.because(input + ": cannot be listed: " + e.getMessage(), e);
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw EnvironmentException.because(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
