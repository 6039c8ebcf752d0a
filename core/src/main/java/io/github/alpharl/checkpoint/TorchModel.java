package io.github.alpharl.checkpoint;

import io.github.alpharl.checkpoint.names.TensorNames;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.torch.TorchLayout;
import io.github.alpharl.torch.TorchLayouts;
import io.github.alpharl.torch.TorchWeights;
import io.github.alpharl.torch.tensor.TorchTensor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model in one of torch's formats under Hugging Face names: without what FSDP, compilers and
 * wrappers put before and into them. Its tensors stay in the blocks in which they lie.
 */
public final class TorchModel implements AutoCloseable {

  private static final String OUTER = "module.";

  /** What the names of an adapter's factors hold. */
  private static final List<String> LORA = List.of(".lora_A.", ".lora_embedding_A");

  private static final String TITAN = "tok_embeddings.weight";

  /** How FSDP 1 calls what LOCAL_STATE_DICT saves of each module, without any shape. */
  private static final List<String> FLAT = List.of("_flat_param", "flat_param");

  /** Folders between a run and its shards, beyond which no config is looked for. */
  private static final int MOST_LEVELS = 4;

  private final TorchWeights weights;
  private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  private TorchModel(TorchWeights weights) {
    this.weights = weights;
    notes.add(weights.directory() + ": reads " + weights.layout().words() + " in place");
    notes.addAll(weights.notes());
    refuseTitan();
    refuseFlat();
    String outer = outer();
    weights.tensors().forEach((name, tensor) -> add(name, outer, tensor));
  }

  /**
   * Opens the weights of {@code layout}, a model without an adapter inside.
   *
   * @throws BadDataException if it holds one, or is damaged
   */
  public static TorchModel open(TorchLayout layout) {
    TorchModel model = withAdapter(layout);
    try {
      model.refuseLora();
      return model;
    } catch (BadDataException e) {
      model.close();
      throw e;
    }
  }

  /** Opens the weights of {@code layout}, whatever they are. */
  static TorchModel withAdapter(TorchLayout layout) {
    TorchWeights weights = TorchWeights.open(layout);
    try {
      return new TorchModel(weights);
    } catch (RuntimeException | Error e) {
      weights.close();
      throw e;
    }
  }

  /**
   * Where the {@code config.json} of {@code weights} in {@code directory} lies: in the folder
   * itself, in {@code huggingface} beside the shards of torch, or around them, if anywhere.
   */
  public static Optional<Path> configFolder(Path directory, WeightFiles weights) {
    Path folder = weights instanceof WeightFiles.Torch torch ? torch.layout().folder() : directory;
    return candidates(directory, folder)
        .filter(place -> Files.exists(place.resolve("config.json")))
        .findFirst();
  }

  private static Stream<Path> candidates(Path directory, Path folder) {
    Stream<Path> beside = Stream.of(directory, folder, folder.resolve("huggingface"));
    Stream<Path> around =
        Stream.iterate(
                Optional.of(folder.toAbsolutePath().normalize()),
                Optional::isPresent,
                path -> path.map(Path::getParent))
            .flatMap(Optional::stream)
            .limit(MOST_LEVELS);
    return Stream.concat(beside, around);
  }

  static BadDataException noConfig(Path directory) {
    return BadDataException.of(
            "%s: holds weights without a config.json, which not every trainer writes; copy that"
                + " of the model it started from there or into the run's folder; a command that is"
                + " told the base takes the base's",
            directory)
        .in(directory)
        .as(Defect.MISSING);
  }

  /**
   * The shards in {@code directory}, if they are those of a model with an adapter inside. Only one
   * file of them is looked at.
   */
  static Optional<TorchLayout> adapterLayout(Path directory) {
    return TorchLayouts.recognise(directory)
        .filter(layout -> !layout.isForeign() && isAdapted(layout));
  }

  private static boolean isAdapted(TorchLayout layout) {
    if (layout.state() != TorchLayout.State.COMPLETE) {
      return Files.exists(layout.folder().resolve(AdapterFile.META));
    }
    try {
      return TorchWeights.names(layout).stream().anyMatch(TorchModel::isFactor);
    } catch (BadDataException damaged) {
      return false; // Whoever opens it says so.
    }
  }

  private static boolean isFactor(String name) {
    return LORA.stream().anyMatch(name::contains);
  }

  private void refuseLora() {
    List<String> factors = tensors.keySet().stream().filter(TorchModel::isFactor).toList();
    if (!factors.isEmpty()) {
      throw BadDataException.of(
              "%s: holds a model with a LoRA adapter inside (%s such as '%s'), which is a"
                  + " step of a run and no base; give the model that it was trained from",
              weights.directory(),
              Wording.count(factors.size(), "tensor"),
              Wording.brief(factors.getFirst()))
          .as(Defect.UNSUPPORTED);
    }
  }

  private void refuseTitan() {
    if (weights.tensors().containsKey(TITAN)) {
      throw BadDataException.of(
              "%s: holds tensors under torchtitan's own names, such as '%s'; let it save in Hugging"
                  + " Face's format (checkpoint.last_save_in_hf), or convert with its"
                  + " scripts/checkpoint_conversion/convert_to_hf.py",
              weights.directory(), TITAN)
          .as(Defect.UNSUPPORTED);
    }
  }

  private void refuseFlat() {
    weights.tensors().keySet().stream()
        .filter(name -> FLAT.contains(name.substring(name.lastIndexOf('.') + 1)))
        .findFirst()
        .ifPresent(
            name -> {
              throw BadDataException.of(
                      "%s: holds flat parameters of FSDP (LOCAL_STATE_DICT) such as '%s', whose"
                          + " shapes are nowhere in the files; load them in the trainer and save"
                          + " with StateDictType.SHARDED_STATE_DICT or FULL_STATE_DICT",
                      weights.directory(), Wording.brief(name))
                  .in(weights.directory(), name)
                  .as(Defect.UNSUPPORTED);
            });
  }

  private String outer() {
    Set<String> plain =
        weights.tensors().keySet().stream().map(TorchModel::plain).collect(Collectors.toSet());
    String outer = TensorNames.outer(plain);
    if (!outer.isEmpty()) {
      notes.add(
          weights.directory()
              + ": takes '"
              + Wording.brief(outer)
              + "' off the names of all "
              + plain.size()
              + " tensors");
    }
    return outer;
  }

  private void add(String name, String outer, TorchTensor tensor) {
    String plain = plain(name).substring(outer.length());
    if (tensors.putIfAbsent(plain, tensor.named(plain).tensor()) != null) {
      throw BadDataException.of(
              "%s: has two tensors '%s' once wrappers are taken from their names",
              weights.directory(), Wording.brief(plain))
          .in(weights.directory(), plain)
          .as(Defect.MISMATCH);
    }
  }

  private static String plain(String name) {
    String plain = TensorNames.unwrappedModules(name);
    return plain.startsWith(OUTER) ? plain.substring(OUTER.length()) : plain;
  }

  /** The tensors by their plain names. */
  Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /** What was read and left out. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  List<Path> files() {
    return weights.files();
  }

  void fetch(List<MemorySegment> pieces) {
    weights.fetch(pieces);
  }

  void requireUnchanged() {
    weights.requireUnchanged();
  }

  @Override
  public void close() {
    weights.close();
  }
}
