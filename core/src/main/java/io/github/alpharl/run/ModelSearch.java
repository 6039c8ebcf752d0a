package io.github.alpharl.run;

import io.github.alpharl.disk.Listing;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds models below a folder that is none: the Hub's cache itself, or one too high. */
final class ModelSearch {

  private static final int DEEP = 2;

  private ModelSearch() {}

  /** The models below {@code folder}, two levels down; none where it is a model itself. */
  static List<Path> below(Path folder) {
    return isModel(folder) ? List.of() : search(folder, DEEP).toList();
  }

  private static Stream<Path> search(Path folder, int deep) {
    return Listing.of(folder, "*").stream()
        .filter(Files::isDirectory)
        .flatMap(
            child ->
                isModel(child) || deep == 1
                    ? Stream.of(child).filter(ModelSearch::isModel)
                    : search(child, deep - 1));
  }

  /** Also where its files are links that lead nowhere; whoever opens it says that. */
  private static boolean isModel(Path folder) {
    return HubCache.isRepository(folder)
        || Files.exists(folder.resolve("config.json"), LinkOption.NOFOLLOW_LINKS);
  }
}
