package io.github.alpharl.checkpoint;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.Listing;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files beside the weights that make a model usable: configuration, tokenizer, templates. */
final class CompanionFiles {

  private static final List<String> NAMES =
      List.of(
          "config.json",
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
    Path directory = checkpoint.directory();
    List<Path> files = new ArrayList<>();
    NAMES.stream().map(directory::resolve).filter(Files::isRegularFile).forEach(files::add);
    if (checkpoint.config().json().has("auto_map")) {
      files.addAll(Listing.of(directory, "*.py"));
    }
    return files;
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
