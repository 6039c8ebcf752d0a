package io.github.alpharl.torch;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.DiskFile;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.safetensors.HeaderFuzz;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Damages one file at a time of a folder that torch's formats fill (a rank, an item, {@code
 * .metadata}), and opens the folder as a user would: it must be refused in one sentence or give
 * tensors of their sizes.
 *
 * @param folder whole and valid
 */
public record FolderFuzz(Path folder) {

  private static final String METADATA = ".metadata";

  /** One file of the folder and what damages it. */
  private record Target(Path copy, byte[] sound, TorchFuzz fuzz) {}

  /**
   * Opens the folder so many times, each time with another damage of one file.
   *
   * @throws IllegalStateException if it is neither refused clearly nor read soundly: a bug
   */
  public HeaderFuzz.Outcome random(long seed, long iterations) {
    TorchLayout layout =
        TorchLayouts.recognise(folder)
            .orElseThrow(
                () -> UsageException.of("%s: holds none of torch's formats to damage", folder));
    try {
      Path scratch = Files.createTempDirectory("alpharl-fuzz");
      List<Target> targets = copy(layout, scratch);
      try {
        return run(targets, scratch, new Random(seed), iterations);
      } finally {
        for (Target target : targets) {
          Files.deleteIfExists(target.copy);
        }
        Files.delete(scratch);
      }
    } catch (IOException e) {
      throw EnvironmentException.because(folder + ": cannot be copied: " + e.getMessage(), e);
    }
  }

  private static List<Target> copy(TorchLayout layout, Path scratch) throws IOException {
    List<Target> targets = new ArrayList<>();
    try (Stream<Path> files = Files.list(layout.folder())) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        byte[] sound = Files.readAllBytes(file);
        Path copy = scratch.resolve(file.getFileName().toString());
        write(copy, sound);
        targets.add(new Target(copy, sound, new TorchFuzz(sound)));
      }
    }
    return targets;
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Files.deleteIfExists(file);
    try (DiskFile created = Disk.system().create(file)) {
      created.write(MemorySegment.ofArray(bytes));
    }
  }

  private static HeaderFuzz.Outcome run(
      List<Target> targets, Path scratch, Random random, long iterations) throws IOException {
    List<Target> weighted = new ArrayList<>(targets);
    targets.stream()
        .filter(target -> target.copy.endsWith(METADATA))
        .forEach(target -> weighted.addAll(List.of(target, target, target)));
    long accepted = 0;
    for (long i = 0; i < iterations; i++) {
      Target target = weighted.get(random.nextInt(weighted.size()));
      byte[] damaged = target.fuzz.damage(random);
      write(target.copy, damaged);
      accepted += check(scratch, target, damaged) ? 1 : 0;
      write(target.copy, target.sound);
    }
    return new HeaderFuzz.Outcome(accepted, iterations - accepted);
  }

  private static boolean check(Path scratch, Target target, byte[] damaged) {
    try {
      TorchLayout layout = TorchLayouts.recognise(scratch).orElseThrow().requireComplete();
      try (TorchWeights weights = TorchWeights.open(layout);
          Arena arena = Arena.ofConfined()) {
        weights
            .tensors()
            .values()
            .forEach(
                tensor -> {
                  if (tensor.gather(arena).data().byteSize() != tensor.bytes()) {
                    throw new IllegalStateException("unsound tensor " + tensor.name());
                  }
                });
      }
      return true;
    } catch (BadDataException e) {
      requireClear(e, scratch, target, damaged);
      return false;
    } catch (RuntimeException | Error e) {
      throw new IllegalStateException(described("not refused clearly", target, damaged), e);
    }
  }

  private static void requireClear(
      BadDataException e, Path scratch, Target target, byte[] damaged) {
    String message = e.getMessage();
    boolean oneLine = message.chars().noneMatch(c -> c == '\n' || c == '\r');
    if (!message.startsWith(scratch.toString()) || !oneLine || message.length() > 2000) {
      throw new IllegalStateException(described("unclear", target, damaged), e);
    }
  }

  private static String described(String what, Target target, byte[] damaged) {
    return what + ": " + target.copy + ": " + Base64.getEncoder().encodeToString(damaged);
  }
}
