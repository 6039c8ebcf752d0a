package io.github.alpharl.factor;

import io.github.alpharl.checkpoint.names.ModuleSelection;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.FileState;
import io.github.alpharl.factor.step.Checksum;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.TensorSource;
import io.github.alpharl.spectral.kernel.UpdateKernels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The narrow waist of the river: the rank-k factors of each step in one small safetensors file,
 * {@code step-N.safetensors}, with {@code <module>.u} (k × m), {@code .v} (k × n), {@code .sigma}
 * (k), {@code .residual} (k), {@code .norm}, {@code .gap}, {@code .unchanged} and {@code .sweeps}
 * (scalars). Everything after it reads only these files and the scores, so that the checkpoints can
 * be deleted. A file may hold some of the modules; others are added to it, and a selection shows
 * those that it takes.
 */
public final class FactorStore {

  private static final Pattern FILE = Pattern.compile("step-(\\d{1,18})\\.safetensors");

  private final Path directory;
  private final ModuleSelection selection;

  /** The state in which a step's file was found sound: its checksum is formed once. */
  private final Map<Long, FileState> sound = new ConcurrentHashMap<>();

  /** The store in {@code directory}, which need not exist yet. */
  public FactorStore(Path directory) {
    this(directory, ModuleSelection.all());
  }

  /** The store in {@code directory}, seen as if it held no modules but the selected ones. */
  public FactorStore(Path directory, ModuleSelection selection) {
    this.directory = directory;
    this.selection = selection;
  }

  /** The modules that it shows. */
  ModuleSelection selection() {
    return selection;
  }

  /** Where its files are. */
  public Path directory() {
    return directory;
  }

  /** The steps that have a file. */
  public NavigableSet<Long> steps() {
    NavigableSet<Long> steps = new TreeSet<>();
    if (!Files.isDirectory(directory)) {
      return steps;
    }
    try (Stream<Path> files = Files.list(directory)) {
      files
          .map(file -> FILE.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .forEach(name -> steps.add(Long.parseLong(name.group(1))));
    } catch (IOException | UncheckedIOException e) {
      throw EnvironmentException.because("cannot list " + directory + ": " + e.getMessage(), e);
    }
    return Collections.unmodifiableNavigableSet(steps);
  }

  /**
   * The modules of {@code step} that are stored, sound, and computed from what {@code key} says.
   *
   * @param orLeftOut whether those that were left out, as they are not finite, are among them
   */
  Set<String> held(long step, FactorKey key, boolean orLeftOut) {
    try (StoredFactors stored = open(step)) {
      Set<String> held = new HashSet<>();
      if (stored.isOf(key)) {
        held.addAll(stored.all());
        held.addAll(orLeftOut ? stored.leftOut() : List.of());
      }
      return held;
    } catch (BadDataException damaged) {
      return Set.of();
    }
  }

  /**
   * The factors of {@code step}.
   *
   * @throws BadDataException if the file is damaged
   */
  public StoredFactors open(long step) {
    FileState state = FileState.of(file(step));
    StoredFactors factors = new StoredFactors(step, SafetensorsFile.open(file(step)), selection);
    try {
      if (!state.equals(sound.get(step))) {
        factors.requireSound();
        sound.put(step, state);
      }
      return factors;
    } catch (RuntimeException | Error e) {
      factors.close();
      throw e;
    }
  }

  /** Like {@link #open}; empty if the file is damaged. */
  Optional<StoredFactors> openIfSound(long step) {
    try {
      return Optional.of(open(step));
    } catch (BadDataException damaged) {
      return Optional.empty();
    }
  }

  /** Writes the factors of {@code step} atomically, with no module left out. */
  public void write(long step, FactorKey key, Collection<ModuleFactors> modules) {
    write(step, key, modules, List.of());
  }

  /**
   * Like {@link #write(long, FactorKey, Collection, Collection, String)}, of factors that were
   * added up here.
   */
  void write(
      long step, FactorKey key, Collection<ModuleFactors> modules, Collection<String> leftOut) {
    write(step, key, modules, leftOut, Integer.toString(UpdateKernels.lanes()));
  }

  /**
   * Writes the factors of {@code step} atomically, beside those of other modules that were computed
   * from the same, and in the place of all others.
   *
   * @param leftOut modules that were left out, as their weights are not finite
   * @param lanes how many numbers were added up at a time
   */
  void write(
      long step,
      FactorKey key,
      Collection<ModuleFactors> modules,
      Collection<String> leftOut,
      String lanes) {
    createDirectory();
    Map<String, ModuleFactors> all = new LinkedHashMap<>();
    Set<String> without = new TreeSet<>(leftOut);
    keep(step, key, all, without);
    modules.forEach(module -> all.put(module.module(), module));
    without.removeAll(all.keySet());
    List<TensorSource> tensors = new ArrayList<>();
    all.values().forEach(module -> tensors.addAll(FactorTensors.of(module)));
    Map<String, String> metadata = new TreeMap<>(key.asMetadata());
    if (!without.isEmpty()) {
      metadata.put(StoredFactors.LEFT_OUT, String.join("\n", without));
    }
    metadata.put(StoredFactors.LANES, lanes);
    metadata.put(Checksum.KEY, Checksum.of(tensors));
    SafetensorsWriter.write(Disk.system(), file(step), tensors, metadata);
  }

  /**
   * Returns if the store can be written; a refusal costs nothing before the work, and hours after.
   *
   * @throws EnvironmentException if not
   */
  public void requireWritable() {
    Path at = directory.toAbsolutePath();
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    if (!Files.isDirectory(at) || !Files.isWritable(at)) {
      throw EnvironmentException.of(
              "cannot write to the store %s: %s is %s; name a writable place for the store",
              directory, at, Files.isDirectory(at) ? "read-only" : "no directory")
          .by(Setting.STORE);
    }
  }

  /**
   * Returns if what is stored was added up in vectors as wide as this machine's; one file tells, as
   * all are so.
   *
   * @throws EnvironmentException if not: last digits would differ from step to step
   */
  void requireOneWidth() {
    for (long step : steps().descendingSet()) {
      Optional<String> lanes = lanes(step);
      if (lanes.isPresent()) {
        requireLanes(lanes.get());
        return;
      }
    }
  }

  private void requireLanes(String stored) {
    String here = Integer.toString(UpdateKernels.lanes());
    if (!stored.equals(here)) {
      throw EnvironmentException.of(
              "the factors in %s were added up %s numbers at a time, which this machine does %s at a"
                  + " time (the width of its vectors): their last digits differ, and a store holds"
                  + " one kind; go on with machines of that kind, or name another store",
              directory, stored, here)
          .by(Setting.STORE);
    }
  }

  /** How many numbers were added up at a time for {@code step}; empty where that is not known. */
  private Optional<String> lanes(long step) {
    try (StoredFactors stored =
        new StoredFactors(step, SafetensorsFile.open(file(step)), selection)) {
      return stored.isCurrent() ? stored.lanes() : Optional.empty();
    } catch (BadDataException damaged) {
      return Optional.empty();
    }
  }

  /**
   * Moves the factors of {@code steps} out of the way, into a folder of their own in this store.
   *
   * @return that folder
   */
  Path setAside(Collection<Long> steps) {
    int number = 1;
    while (Files.exists(directory.resolve("earlier-" + number))) {
      number++;
    }
    Path folder = directory.resolve("earlier-" + number);
    try {
      Disk.system().createDirectories(folder);
      for (long step : steps) {
        Disk.system().move(file(step), folder.resolve(file(step).getFileName()));
      }
    } catch (IOException e) {
      throw Disk.failed("cannot move stored factors to", folder, e);
    }
    return folder;
  }

  /** What is stored of {@code step} for {@code key}. */
  private void keep(
      long step, FactorKey key, Map<String, ModuleFactors> modules, Set<String> without) {
    if (!Files.exists(file(step))) {
      return;
    }
    try (StoredFactors stored = open(step)) {
      if (stored.isOf(key)) {
        stored.all().forEach(module -> modules.put(module, stored.module(module)));
        without.addAll(stored.leftOut());
      }
    } catch (BadDataException damaged) {
      modules.clear(); // replaced
    }
  }

  private void createDirectory() {
    try {
      Disk.system().createDirectories(directory);
    } catch (IOException e) {
      throw EnvironmentException.because(
              "cannot create the store "
                  + directory
                  + ": "
                  + e.getMessage()
                  + "; name a writable place for the store",
              e)
          .by(Setting.STORE);
    }
  }

  private Path file(long step) {
    return directory.resolve("step-" + step + ".safetensors");
  }
}
