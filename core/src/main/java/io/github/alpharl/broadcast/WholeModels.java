package io.github.alpharl.broadcast;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.Listing;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Makes whole models of slime's differences. The newest one is kept, so that the next version needs
 * one difference only; that costs the size of one model.
 */
public final class WholeModels {

  private static final String MODEL = "model.safetensors";
  private static final String STAMP = "made-of.txt";

  private final Path kept;
  private final Supplier<HfCheckpoint> base;

  /**
   * A maker.
   *
   * @param kept the folder for the newest model, which need not be there
   * @param base the model that training began from
   */
  public WholeModels(Path kept, Supplier<HfCheckpoint> base) {
    this.kept = kept;
    this.base = base;
  }

  /**
   * The folder of the whole model of {@code difference}.
   *
   * @throws BadDataException if a version before it is missing, or something does not fit
   */
  public Path of(Difference difference) {
    Path target = place(difference);
    if (isKept(difference)) {
      return target;
    }
    Deque<Difference> chain = new ArrayDeque<>(List.of(difference));
    Optional<Path> from = difference.before();
    while (from.isPresent()) {
      chain.getFirst().requireBefore();
      Optional<Difference> before = Difference.in(from.get());
      if (before.isEmpty()) {
        break; // whole weights
      }
      if (isKept(before.get())) {
        from = Optional.of(place(before.get()));
        break;
      }
      chain.addFirst(before.get());
      from = before.get().before();
    }
    write(target, from, List.copyOf(chain));
    Listing.of(kept, "weight_v*").stream()
        .filter(other -> !other.getFileName().equals(target.getFileName()))
        .forEach(AtomicDirectory::delete);
    return target;
  }

  private Path place(Difference difference) {
    return kept.resolve(difference.folder().getFileName());
  }

  private boolean isKept(Difference difference) {
    Path stamp = place(difference).resolve(STAMP);
    try {
      return Files.exists(stamp) && Files.readString(stamp).equals(difference.stamp());
    } catch (IOException e) {
      throw Disk.failed("cannot read", stamp, e);
    }
  }

  private void write(Path target, Optional<Path> from, List<Difference> chain) {
    AtomicDirectory.delete(target);
    List<SafetensorsFile> opened = new ArrayList<>();
    Optional<HfCheckpoint> own = from.map(HfCheckpoint::open);
    try {
      HfCheckpoint start = own.orElseGet(base);
      Map<String, List<PatchedContent.Step>> steps = new TreeMap<>();
      for (Difference difference : chain) {
        for (SafetensorsFile file : difference.open()) {
          opened.add(file);
          add(steps, difference, file, start);
        }
      }
      List<TensorSource> tensors =
          start.tensors().values().stream()
              .map(tensor -> source(tensor, steps.getOrDefault(tensor.name(), List.of())))
              .toList();
      AtomicDirectory.write(
          Disk.system(), target, folder -> fill(folder, start, chain.getLast(), tensors));
    } finally {
      opened.forEach(SafetensorsFile::close);
      own.ifPresent(HfCheckpoint::close);
    }
  }

  private static void add(
      Map<String, List<PatchedContent.Step>> steps,
      Difference difference,
      SafetensorsFile file,
      HfCheckpoint start) {
    for (Tensor packed : file.tensors().values()) {
      boolean tiedHead = start.tied() && packed.name().equals("lm_head.weight");
      if (!start.tensors().containsKey(packed.name()) && !tiedHead) {
        throw BadDataException.of(
                "%s: holds a difference of '%s', which %s does not have; give the model that training"
                    + " began from",
                file.path(), packed.name(), start.directory())
            .in(file.path(), packed.name())
            .as(Defect.MISMATCH);
      }
      String sum = file.metadata().getOrDefault(packed.name(), "");
      steps
          .computeIfAbsent(packed.name(), _ -> new ArrayList<>())
          .add(new PatchedContent.Step(difference, file.path(), packed, sum));
    }
  }

  private static TensorSource source(Tensor before, List<PatchedContent.Step> steps) {
    return steps.isEmpty()
        ? TensorSource.copyOf(before)
        : new TensorSource(
            before.name(), before.dtype(), before.shape(), new PatchedContent(before, steps));
  }

  private static void fill(
      Path folder, HfCheckpoint start, Difference last, Collection<TensorSource> tensors)
      throws IOException {
    Path model = folder.resolve(MODEL);
    Disk.system()
        .write(model, SafetensorsWriter.content(model, tensors, SafetensorsWriter.METADATA));
    AtomicFile.write(folder.resolve("config.json"), start.config().json().toString());
    AtomicFile.write(folder.resolve(STAMP), last.stamp());
  }

  /** What is not checked of {@code difference}, if so. */
  public static Optional<String> note(Difference difference) {
    return Checksum.KNOWN.contains(difference.checksum())
        ? Optional.empty()
        : Optional.of(
            difference.checksum().isEmpty()
                ? "its differences have no checksums"
                : "its checksums (" + difference.checksum() + ") are not checked");
  }
}
