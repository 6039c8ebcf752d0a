package io.github.alpharl.disk;

import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Stands for files that lie elsewhere: the disk has their names and sizes, a mirror their bytes.
 * There is none unless one is {@link #install}ed.
 */
public interface Mirror {

  /** The mirror of a process that reads and writes its own disks alone. */
  Mirror NONE =
      new Mirror() {
        @Override
        public Optional<Remote> open(Path file) {
          return Optional.empty();
        }

        @Override
        public boolean holds(Path file) {
          return false;
        }

        @Override
        public Disk over(Disk disk) {
          return disk;
        }

        @Override
        public String shown(String text) {
          return text;
        }

        @Override
        public Path workplace(Path folder) {
          return folder;
        }

        @Override
        public void refresh() {
          // What is on this machine shows itself.
        }
      };

  /** {@code file}'s bytes, if they lie elsewhere. */
  Optional<Remote> open(Path file);

  /** True if {@code file}'s bytes lie elsewhere, so that those on this disk mean nothing. */
  boolean holds(Path file);

  /** {@code disk}, where what is written under a mirrored name is carried to its place, too. */
  Disk over(Disk disk);

  /** {@code text} with the places that files lie at instead of their paths. */
  String shown(String text);

  /** Where on this machine files may be that are not kept, and would else be in {@code folder}. */
  Path workplace(Path folder);

  /** Looks for files that came, or were replaced, since. */
  void refresh();

  /**
   * The path of {@code folder} for other programs.
   *
   * @throws EnvironmentException if they would not find its files' bytes there
   */
  static String forOthers(Path folder) {
    Path path = folder.toAbsolutePath().normalize();
    if (!current().equals(NONE) && Files.isDirectory(path)) {
      for (Path file : Listing.of(path, "*")) {
        if (current().holds(file)) {
          throw EnvironmentException.of(
              "%s: lies in a bucket, where other programs do not find it; copy it to this machine",
              current().shown(path.toString()));
        }
      }
    }
    return path.toString();
  }

  /**
   * Refuses a {@code folder} elsewhere for trainings.
   *
   * @throws UsageException if it lies elsewhere
   */
  static void requireHere(Path folder) {
    if (isElsewhere(folder)) {
      throw UsageException.of(
              "%s: a training that is killed goes on from files that grow, which a bucket does not"
                  + " keep; train into a folder of this machine and copy it when it is done",
              current().shown(folder.toAbsolutePath().normalize().toString()))
          .by(Setting.OUTPUT);
    }
  }

  /** True if what {@code folder} stands for lies elsewhere. */
  static boolean isElsewhere(Path folder) {
    return !current().workplace(folder).equals(folder);
  }

  /** All mirrors of this process as one. */
  static Mirror current() {
    return Residency.mirror();
  }

  /** Makes {@code mirror} one of this process. */
  static void install(Mirror mirror) {
    Residency.install(mirror);
  }

  /** Ends {@code mirror}. */
  static void remove(Mirror mirror) {
    Residency.uninstall(mirror);
  }
}
