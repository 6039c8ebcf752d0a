package io.github.alpharl.checkpoint;

import io.github.alpharl.checkpoint.names.Quantised;
import io.github.alpharl.checkpoint.names.TensorNames;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.disk.Residency;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A model in Hugging Face's format: {@code config.json} and one or more safetensors files, mapped
 * and checked. Tied embeddings appear once, as the embedding.
 */
public final class HfCheckpoint implements StepCheckpoint {

  private final Path directory;
  private final ModelConfig config;
  private final List<SafetensorsFile> files;
  private final List<TorchModel> torch;
  private final NavigableMap<String, Tensor> tensors;
  private final Map<String, Path> fileOf;
  private final List<String> notes;
  private final Map<String, Tensor> unindexed;
  private final boolean tied;
  private volatile HfCheckpoint alignedTo;

  /** What was asked before: a base is asked for each step. */
  private final Map<String, Boolean> equal = new ConcurrentHashMap<>();

  /** This over the base that was asked for last. */
  private volatile HfCheckpoint overBase;

  private HfCheckpoint(Path directory, ModelConfig config, Shards shards) {
    this.directory = directory;
    this.config = config;
    this.files = List.copyOf(shards.files);
    this.torch = List.copyOf(shards.torch);
    this.tensors = new TreeMap<>(shards.tensors);
    this.fileOf = Map.copyOf(shards.fileOf);
    this.notes = new ArrayList<>(shards.notes);
    this.unindexed = Map.copyOf(shards.unindexed);
    this.alignedTo = null;
    Quantised.refuse(directory, config.json(), tensors.values());
    OutputHead head = new OutputHead(this);
    this.tied = head.isTied(notes::add, tensors::remove);
    head.require(tied);
  }

  private HfCheckpoint(
      HfCheckpoint step,
      HfCheckpoint base,
      NavigableMap<String, Tensor> tensors,
      Map<String, Path> fileOf,
      boolean tied,
      List<String> notes) {
    this.directory = step.directory;
    this.config = step.config;
    this.files = step.files;
    this.torch = step.torch;
    this.tensors = new TreeMap<>(tensors);
    this.fileOf = Map.copyOf(fileOf);
    this.notes = List.copyOf(notes);
    this.unindexed = Map.of();
    this.tied = tied;
    this.alignedTo = base;
  }

  /**
   * Opens {@code directory}: maps its weights, checks index, shards and tied embeddings.
   *
   * @throws BadDataException naming the file or tensor, what was expected and what to do
   * @throws EnvironmentException if a file cannot be read
   */
  public static HfCheckpoint open(Path directory) {
    return open(directory, Optional.empty());
  }

  /**
   * Like {@link #open(Path)}; weights of a trainer that keeps no config.json beside them take that
   * of {@code base}.
   */
  static HfCheckpoint open(Path directory, Optional<HfCheckpoint> base) {
    if (!Files.isDirectory(directory)) {
      throw BadDataException.of("%s: there is no such directory", directory)
          .in(directory)
          .as(Defect.MISSING);
    }
    WeightFiles weights = WeightFiles.locate(directory);
    Shards shards = new Shards();
    ModelConfig config = shards.config(directory, weights, base);
    try {
      shards.open(weights);
      return new HfCheckpoint(directory, config, shards);
    } catch (RuntimeException | Error e) {
      shards.close();
      throw e;
    }
  }

  @Override
  public HfCheckpoint alignedTo(HfCheckpoint base) {
    HfCheckpoint known = overBase;
    if (known == null || known.alignedTo != base) {
      known = Alignment.of(base, this);
      overBase = known;
    }
    return known;
  }

  @Override
  public NavigableSet<String> changed(HfCheckpoint base) {
    return base.tensors().navigableKeySet();
  }

  @Override
  public Change updateOf(HfCheckpoint base, String name) {
    HfCheckpoint view = alignedTo(base);
    int bracket = name.indexOf('[');
    boolean slice = bracket > 0 && !base.tensors.containsKey(name);
    if (!slice) {
      return new Change.Whole(view.tensor(name));
    }
    String whole = name.substring(0, bracket);
    int expert = Integer.parseInt(name.substring(bracket + 1, name.length() - 1));
    return new Change.Whole(
        new ModuleId(name, whole, 0, ModuleId.OTHER, expert).slice(view.tensor(whole)));
  }

  /**
   * This under names without the wrappers of trainers, which no loader knows; said in its notes.
   */
  public HfCheckpoint unwrapped() {
    NavigableMap<String, Tensor> named = new TreeMap<>(tensors.comparator());
    Map<String, String> renamed = new HashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          String inner = TensorNames.ofWhole(name);
          named.put(inner, new Tensor(inner, tensor.dtype(), tensor.shape(), tensor.memory()));
          if (!inner.equals(name)) {
            renamed.put(inner, name);
          }
        });
    if (renamed.isEmpty() || named.size() < tensors.size()) {
      return this;
    }
    String names = Wording.count(renamed.size(), "name is", "names are");
    String note = directory + ": " + names + " written without wrappers";
    return view(this, named, renamed, tied, List.of(note));
  }

  /** Remembers that this has the tensors of {@code base}. */
  HfCheckpoint like(HfCheckpoint base) {
    alignedTo = base;
    return this;
  }

  /** True if this is known to have the tensors of {@code base}. */
  boolean isAlignedTo(HfCheckpoint base) {
    return alignedTo == base;
  }

  /**
   * This model with other tensors, over the same files.
   *
   * @param renamed the own name of a tensor by its name in {@code base}
   */
  public HfCheckpoint view(
      HfCheckpoint base,
      NavigableMap<String, Tensor> named,
      Map<String, String> renamed,
      boolean isTied,
      List<String> more) {
    Map<String, Path> places = new HashMap<>(fileOf);
    renamed.forEach((name, own) -> places.put(name, fileOf(own)));
    List<String> all = new ArrayList<>(notes);
    all.addAll(more);
    return new HfCheckpoint(this, base, named, places, isTied, all);
  }

  @Override
  public Path directory() {
    return directory;
  }

  /** All tensors by name, layer numbers in numeric order, without the copy of a tied head. */
  public NavigableMap<String, Tensor> tensors() {
    return Collections.unmodifiableNavigableMap(tensors);
  }

  /**
   * The tensor {@code name}.
   *
   * @throws BadDataException if there is none
   */
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw BadDataException.of("%s: there is no tensor '%s'", directory, name)
          .in(directory, name)
          .as(Defect.MISSING);
    }
    return tensor;
  }

  /** Tensors in the shards that the index does not name. */
  Map<String, Tensor> unindexed() {
    return unindexed;
  }

  /** The file that holds the tensor {@code name}, for {@link MappedAccess#guard}. */
  public Path fileOf(String name) {
    return fileOf.getOrDefault(name, directory);
  }

  /** The weight files. */
  public List<Path> files() {
    return Stream.concat(
            files.stream().map(SafetensorsFile::path),
            torch.stream().flatMap(model -> model.files().stream()))
        .toList();
  }

  /** The configuration. */
  public ModelConfig config() {
    return config;
  }

  /** Where its configuration, and so its tokenizer, lies: often its own directory. */
  Path companions() {
    Path folder = config.file().getParent();
    return folder == null ? directory : folder;
  }

  /** True if the output layer is the embedding. */
  public boolean tied() {
    return tied;
  }

  @Override
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Bytes of all tensors. */
  public long bytes() {
    return tensors.values().stream().mapToLong(Tensor::bytes).sum();
  }

  /**
   * Reads small pieces of the tensors' data, scattered over gigabytes, ahead of their use; nothing
   * but time depends on it.
   */
  public void fetch(List<MemorySegment> pieces) {
    files.forEach(file -> file.fetch(pieces));
    torch.forEach(model -> model.fetch(pieces));
  }

  @Override
  public void requireUnchanged() {
    files.forEach(SafetensorsFile::requireUnchanged);
    torch.forEach(TorchModel::requireUnchanged);
  }

  @Override
  public void close() {
    files.forEach(SafetensorsFile::close);
    torch.forEach(TorchModel::close);
  }

  /** True if both tensors, which this model's files hold, have the same bytes. */
  boolean areEqual(Tensor left, Tensor right) {
    return equal.computeIfAbsent(left.name() + '\n' + right.name(), _ -> compare(left, right));
  }

  private boolean compare(Tensor left, Tensor right) {
    boolean same = MappedAccess.guard(fileOf(left.name()), () -> left.sameAs(right));
    Residency.release(left.memory().pieces());
    Residency.release(right.memory().pieces());
    return same;
  }
}
