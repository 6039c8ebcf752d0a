package io.github.alpharl.lab.run;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.FileCopy;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The trainer's states at the newest checkpoints, in {@value #NAME}: hard links where the disk has
 * them.
 *
 * @param folder of the run
 */
record KeptStates(RunFolder folder) {

  static final String NAME = "trainer-states";
  private static final int MOST = 8;
  private static final Pattern STATE =
      Pattern.compile("step-(\\d{1,9})\\.safetensors"); // "step-24.safetensors"

  private Path directory() {
    return folder.root().resolve(NAME);
  }

  /** Where the state of {@code step} lies. */
  Path file(int step) {
    return directory().resolve("step-" + step + ".safetensors");
  }

  private NavigableSet<Integer> steps() {
    NavigableSet<Integer> steps = new TreeSet<>();
    String[] names = directory().toFile().list();
    for (String name : names == null ? new String[0] : names) {
      Matcher matcher = STATE.matcher(name);
      if (matcher.matches()) {
        steps.add(Integer.parseInt(matcher.group(1)));
      }
    }
    return steps;
  }

  /** Keeps the run's state, which is that of {@code step}; the oldest ones go. */
  void keep(int step) {
    try {
      Disk.system().createDirectories(directory());
      Files.deleteIfExists(file(step));
      FileCopy.link(folder.state(), file(step));
      prune();
    } catch (IOException e) {
      throw EnvironmentException.because("cannot keep " + file(step) + ": " + e.getMessage(), e);
    }
  }

  private void prune() throws IOException {
    NavigableSet<Integer> steps = steps();
    while (steps.size() > MOST) {
      Files.delete(file(steps.pollFirst()));
    }
  }

  /** The newest step up to {@code step} whose state is kept, else the oldest one. */
  int near(int step) {
    NavigableSet<Integer> steps = steps();
    Integer floor = steps.floor(step);
    return floor == null ? steps.first() : floor;
  }

  /** Makes the state of {@code step} the run's; later ones go. */
  void restore(int step) throws IOException {
    Path temp = directory().resolve("restored");
    Files.deleteIfExists(temp);
    FileCopy.link(file(step), temp);
    Disk.system().move(temp, folder.state());
    Files.deleteIfExists(temp); // which stays where both are links to one file
    for (int later : steps().tailSet(step, false)) {
      Files.delete(file(later));
    }
  }
}
