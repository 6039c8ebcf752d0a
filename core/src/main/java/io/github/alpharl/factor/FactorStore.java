package io.github.alpharl.factor;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.FileState;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.TensorContent;
import io.github.alpharl.safetensors.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
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
 * be deleted.
 */
public final class FactorStore {

  private static final Pattern FILE = Pattern.compile("step-(\\d{1,18})\\.safetensors");

  private final Path directory;

  /** The state in which a step's file was found sound: its checksum is formed once. */
  private final Map<Long, FileState> sound = new ConcurrentHashMap<>();

  /** The store in {@code directory}, which need not exist yet. */
  public FactorStore(Path directory) {
    this.directory = directory;
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

  /** True if {@code step} is stored, sound, and computed from what {@code key} says. */
  public boolean holds(long step, FactorKey key) {
    return holds(step, key, List.of());
  }

  /** Like {@link #holds(long, FactorKey)}, with none of {@code modules} left out. */
  boolean holds(long step, FactorKey key, Collection<String> modules) {
    if (!Files.exists(file(step))) {
      return false;
    }
    try (StoredFactors stored = open(step)) {
      return stored.isOf(key) && modules.stream().allMatch(stored::has);
    } catch (BadDataException damaged) {
      return false;
    }
  }

  /**
   * The factors of {@code step}.
   *
   * @throws BadDataException if the file is damaged
   */
  public StoredFactors open(long step) {
    FileState state = FileState.of(file(step));
    StoredFactors factors = new StoredFactors(step, SafetensorsFile.open(file(step)));
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

  /** Writes the factors of {@code step} atomically, replacing older ones. */
  public void write(long step, FactorKey key, Collection<ModuleFactors> modules) {
    createDirectory();
    List<TensorSource> tensors = new ArrayList<>();
    modules.forEach(module -> addTensors(tensors, module));
    Map<String, String> metadata = new TreeMap<>(key.asMetadata());
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

  private static void addTensors(List<TensorSource> tensors, ModuleFactors factors) {
    String name = factors.module();
    tensors.add(floats(name + ".u", factors.u()));
    tensors.add(floats(name + ".v", factors.v()));
    tensors.add(doubles(name + ".sigma", List.of((long) factors.rank()), factors.sigma()));
    tensors.add(doubles(name + ".residual", List.of((long) factors.rank()), factors.residual()));
    tensors.add(doubles(name + ".norm", List.of(), factors.norm()));
    tensors.add(doubles(name + ".gap", List.of(), factors.gap()));
    tensors.add(doubles(name + ".unchanged", List.of(), factors.unchangedShare()));
    tensors.add(doubles(name + ".sweeps", List.of(), factors.sweeps()));
  }

  private static TensorSource floats(String name, float[][] rows) {
    long length = rows.length == 0 ? 0 : rows[0].length;
    return new TensorSource(
        name,
        Dtype.F32,
        List.of((long) rows.length, length),
        sink -> {
          for (float[] row : rows) {
            MemorySegment data = MemorySegment.ofArray(new byte[4 * row.length]);
            for (int i = 0; i < row.length; i++) {
              Elements.set(Dtype.F32, data, i, row[i]);
            }
            sink.write(data);
          }
        });
  }

  private static TensorSource doubles(String name, List<Long> shape, double... values) {
    MemorySegment data = MemorySegment.ofArray(new byte[8 * values.length]);
    Elements.setAll(Dtype.F64, data, values);
    return new TensorSource(name, Dtype.F64, shape, TensorContent.of(data));
  }
}
