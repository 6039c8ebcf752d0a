package io.github.alpharl.view;

import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Place;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Paths that somebody typed: one that is not there is a slip of the command, not bad data. */
public final class TypedPlaces {

  private TypedPlaces() {}

  /** True if {@code failure} comes of a path among {@code words} at which nothing is. */
  public static boolean lacks(AlphaRlException failure, List<String> words) {
    return missing(failure)
        .filter(place -> !Files.exists(place))
        .map(TypedPlaces::plain)
        .filter(place -> words.stream().anyMatch(word -> names(word, place)))
        .isPresent();
  }

  private static Optional<Path> missing(AlphaRlException failure) {
    Optional<Path> said =
        failure instanceof BadDataException bad && bad.defect() == Defect.MISSING
            ? bad.place().flatMap(Place::file)
            : Optional.empty();
    return failure.getCause() instanceof NoSuchFileException gone && gone.getFile() != null
        ? Optional.of(Path.of(gone.getFile()))
        : said;
  }

  /** Also where {@code word} is an option with its value, such as {@code --base=DIR}. */
  private static boolean names(String word, Path place) {
    String value = word.startsWith("--") ? word.substring(word.indexOf('=') + 1) : word;
    try {
      return plain(Path.of(value)).equals(place);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static Path plain(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
