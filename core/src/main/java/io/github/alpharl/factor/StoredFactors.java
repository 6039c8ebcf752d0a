package io.github.alpharl.factor;

import io.github.alpharl.checkpoint.names.ModuleSelection;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.factor.step.Checksum;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The stored factors of one step, read module by module from a mapped file. */
public final class StoredFactors implements AutoCloseable {

  /** Names of modules that were left out, one a line. */
  static final String LEFT_OUT = "left-out";

  /** {@link io.github.alpharl.spectral.kernel.UpdateKernels#lanes} of the machine. */
  static final String LANES = "lanes";

  private static final String NORM = ".norm";

  private final long step;
  private final SafetensorsFile file;
  private final ModuleSelection selection;

  StoredFactors(long step, SafetensorsFile file, ModuleSelection selection) {
    this.step = step;
    this.file = file;
    this.selection = selection;
  }

  /** The true step number. */
  public long step() {
    return step;
  }

  /** True if the factors were computed from what {@code key} says. */
  boolean isOf(FactorKey key) {
    Map<String, String> metadata = new HashMap<>(file.metadata());
    metadata.remove(Checksum.KEY);
    metadata.remove(LEFT_OUT);
    metadata.remove(LANES);
    return key.matches(metadata);
  }

  /**
   * Returns if all bytes of the factors are those that were written.
   *
   * @throws BadDataException if not
   */
  void requireSound() {
    String found = MappedAccess.guard(file.path(), () -> Checksum.of(file.tensors()));
    if (!found.equals(file.metadata().get(Checksum.KEY))) {
      throw BadDataException.of(
              "%s: the stored factors are damaged (their checksum is %s, the file says %s); delete the"
                  + " file and decompose the run again",
              file.path(), found, file.metadata().get(Checksum.KEY))
          .in(file.path());
    }
  }

  /** The base's fingerprint, from which the updates were formed. */
  public Optional<String> base() {
    return Optional.ofNullable(file.metadata().get("base"));
  }

  /** The fingerprint of the weights that were decomposed. */
  Optional<String> weights() {
    return Optional.ofNullable(file.metadata().get("weights"));
  }

  /** How many numbers were added up at a time. */
  Optional<String> lanes() {
    return Optional.ofNullable(file.metadata().get(LANES));
  }

  /** True if this version's reading of factors fits the file. */
  boolean isCurrent() {
    return FactorKey.VERSION.equals(file.metadata().get(FactorKey.VERSION_KEY));
  }

  /** Names of the selected modules that are there, in the order of the file. */
  public List<String> modules() {
    return all().stream().filter(selection::takes).toList();
  }

  /** Names of all modules that are there, in the order of the file. */
  List<String> all() {
    return file.tensors().keySet().stream()
        .filter(name -> name.endsWith(NORM))
        .map(name -> name.substring(0, name.length() - NORM.length()))
        .toList();
  }

  /** Names of the modules whose weights are not finite, so that they were left out. */
  List<String> leftOut() {
    return file.metadata().getOrDefault(LEFT_OUT, "").lines().toList();
  }

  /** True if {@code module} is selected and was decomposed. */
  public boolean has(String module) {
    return file.tensors().containsKey(module + NORM) && selection.takes(module);
  }

  /**
   * All factors of {@code module}.
   *
   * @throws BadDataException if one of its tensors is missing
   */
  public ModuleFactors module(String module) {
    return new ModuleFactors(
        module,
        rows(module + ".u"),
        rows(module + ".v"),
        values(module + ".sigma"),
        values(module + ".residual"),
        values(module + NORM)[0],
        values(module + ".gap")[0],
        values(module + ".unchanged")[0],
        (int) values(module + ".sweeps")[0]);
  }

  /** The top triplet of {@code module}, without reading the others. */
  public Rank1Factor top(String module) {
    return new Rank1Factor(
        row(tensor(module + ".u"), 0),
        row(tensor(module + ".v"), 0),
        tensor(module + ".sigma").get(0),
        tensor(module + NORM).get(0));
  }

  /** ‖ΔW‖ of {@code module}, without reading its vectors. */
  public double norm(String module) {
    return tensor(module + NORM).get(0);
  }

  /** The share of entries of {@code module} that are equal in base and step. */
  public double unchangedShare(String module) {
    return tensor(module + ".unchanged").get(0);
  }

  private Tensor tensor(String name) {
    Tensor tensor = file.tensors().get(name);
    if (tensor == null) {
      throw BadDataException.of(
              "%s: has no tensor '%s'; delete the file and decompose the run again",
              file.path(), name)
          .in(file.path(), name)
          .as(Defect.MISSING);
    }
    return tensor;
  }

  private float[][] rows(String name) {
    Tensor tensor = tensor(name);
    float[][] rows = new float[Math.toIntExact(tensor.shape().get(0))][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row(tensor, i);
    }
    return rows;
  }

  private static float[] row(Tensor tensor, int index) {
    int length = Math.toIntExact(tensor.shape().get(1));
    float[] row = new float[length];
    for (int i = 0; i < length; i++) {
      row[i] = (float) tensor.get((long) index * length + i);
    }
    return row;
  }

  private double[] values(String name) {
    Tensor tensor = tensor(name);
    double[] values = new double[Math.toIntExact(tensor.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.get(i);
    }
    return values;
  }

  @Override
  public void close() {
    file.close();
  }
}
