package io.github.alpharl.disk;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import java.io.IOException;
import java.nio.file.Path;

/** Names that one file of a directory gives others: they must not lead out of it. */
public final class Contained {

  private Contained() {}

  /** True for the name of a file in the same directory, without any step elsewhere. */
  public static boolean isPlain(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == 0);
  }

  /**
   * {@code file}, if it is no link out of its directory; one into the blobs of the Hub's cache is
   * well.
   */
  public static Path within(Path file) {
    try {
      Path real = file.toRealPath();
      Path home = file.toAbsolutePath().getParent().toRealPath();
      if (real.startsWith(home) || isHubBlob(real, home)) {
        return file;
      }
      throw BadDataException.of(
              "%s: is a link out of its directory, to %s, which is unsafe; put the file itself there, or"
                  + " a link to the whole folder in place of %s",
              file, real, file.toAbsolutePath().getParent())
          .in(file)
          .as(Defect.UNSUPPORTED);
    } catch (IOException e) {
      throw Disk.failed("cannot read", file, e);
    }
  }

  /**
   * In the Hub's cache {@code snapshots/REVISION/file} links to {@code blobs/HASH}; and older
   * versions filled other folders with links to {@code models--ORG--NAME/blobs/HASH}.
   */
  private static boolean isHubBlob(Path real, Path home) {
    Path snapshots = home.getParent();
    Path blobs = real.getParent();
    boolean cached =
        blobs.endsWith("blobs")
            && String.valueOf(blobs.getParent().getFileName()).startsWith("models--");
    return cached
        || (snapshots != null
            && snapshots.endsWith("snapshots")
            && real.startsWith(snapshots.resolveSibling("blobs")));
  }
}
