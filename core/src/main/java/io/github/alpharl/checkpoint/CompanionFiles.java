package io.github.alpharl.checkpoint;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.Listing;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files beside the weights that make a model usable: configuration, tokenizer, templates. */
final class CompanionFiles {

  static final String CONFIG = "config.json";

  private static final List<String> NAMES =
      List.of(
          CONFIG,
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "vocab.json",
          "merges.txt",
          "special_tokens_map.json",
          "added_tokens.json",
          "tokenizer.model",
          "chat_template.jinja",
          "chat_template.json");

  private CompanionFiles() {}

  /** The files of {@code checkpoint} that a copy needs; its own code only where it asks for it. */
  static List<Path> of(HfCheckpoint checkpoint) {
    Path directory = checkpoint.companions();
    List<Path> files = new ArrayList<>();
    NAMES.stream().map(directory::resolve).filter(Files::isRegularFile).forEach(files::add);
    if (checkpoint.config().json().has("auto_map")) {
      files.addAll(Listing.of(directory, "*.py"));
    }
    return files;
  }

  /**
   * Those of {@code checkpoint}, with the files of {@code companions} in the place of its own where
   * that directory has them; config.json, which names the tensors, stays its own.
   */
  static List<Path> of(HfCheckpoint checkpoint, Path companions) {
    List<Path> files = new ArrayList<>(of(checkpoint));
    for (String name : NAMES) {
      Path own = checkpoint.companions().resolve(name);
      Path other = companions.resolve(name);
      if (!name.equals(CONFIG) && Files.isRegularFile(other)) {
        files.remove(own);
        files.add(other);
      }
    }
    return files;
  }

  /** Which files of {@code companions} count instead of others of the same name, in one line. */
  static Optional<String> difference(HfCheckpoint checkpoint, Path companions) {
    List<String> different =
        NAMES.stream()
            .filter(name -> !name.equals(CONFIG) && Files.isRegularFile(companions.resolve(name)))
            .filter(
                name -> !isSame(checkpoint.companions().resolve(name), companions.resolve(name)))
            .toList();
    return different.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.join(", ", different)
                + " differ from those of "
                + checkpoint.companions()
                + "; those of "
                + companions
                + " are taken, where the weights come from");
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isRegularFile(one) && Files.mismatch(one, other) < 0;
    } catch (IOException e) {
      throw Disk.failed("cannot read", one, e);
    }
  }

  /** True if a tokenizer is among the files. */
  static boolean hasTokenizer(Path directory) {
    return Files.exists(directory.resolve("tokenizer.json"))
        || Files.exists(directory.resolve("tokenizer.model"))
        || (Files.exists(directory.resolve("vocab.json"))
            && Files.exists(directory.resolve("merges.txt")));
  }

  static void copy(Disk disk, Path file, Path directory) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Path target = directory.resolve(file.getFileName());
    disk.write(target, sink -> sink.write(MemorySegment.ofArray(bytes)));
  }
}
