package io.github.alpharl.disk;

import io.github.alpharl.failure.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The children of a directory, in the natural order of their names. */
public final class Listing {

  private static final Comparator<Path> BY_NAME =
      Comparator.comparing(path -> path.getFileName().toString(), NaturalOrder.INSTANCE);

  private static final long MOST_PLACES = 1_000_000;

  private Listing() {}

  /** The children whose names match {@code glob}; an error of the disk names the directory. */
  public static List<Path> of(Path directory, String glob) {
    try {
      return read(directory, glob);
    } catch (IOException e) {
      throw Disk.failed("cannot read", directory, e);
    }
  }

  /**
   * What lies at or below {@code root}, at most {@code depth} folders down, and {@code wanted};
   * links to directories are not followed.
   *
   * @throws UsageException if that are more than a million places: it would take too long
   */
  public static List<Path> below(Path root, int depth, Predicate<Path> wanted) {
    return below(root, depth, MOST_PLACES, wanted);
  }

  static List<Path> below(Path root, int depth, long most, Predicate<Path> wanted) {
    AtomicLong seen = new AtomicLong();
    try (Stream<Path> walk = Files.walk(root, depth)) {
      return walk.peek(_ -> requireFew(root, seen.incrementAndGet(), most)).filter(wanted).toList();
    } catch (IOException e) {
      throw Disk.failed("cannot list", root, e);
    } catch (UncheckedIOException e) {
      throw Disk.failed("cannot list", root, e.getCause());
    }
  }

  private static void requireFew(Path root, long seen, long most) {
    if (seen > most) {
      throw UsageException.of(
          "%s: more than %d files and folders lie below it, too many to look through; name the"
              + " folder or the file itself that is wanted",
          root, most);
    }
  }

  /** Like {@link #of}, with the error as it is. */
  static List<Path> read(Path directory, String glob) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
      stream.forEach(children::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    children.sort(BY_NAME);
    return children;
  }
}
