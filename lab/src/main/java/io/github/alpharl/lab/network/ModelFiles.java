package io.github.alpharl.lab.network;

import io.github.alpharl.checkpoint.CheckpointWriter;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.disk.ByteSink;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.StoredTensors;
import io.github.alpharl.lab.torch.Weights;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.TensorContent;
import io.github.alpharl.safetensors.TensorSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Moves weights between checkpoints on disk and LibTorch. */
public final class ModelFiles {

  private ModelFiles() {}

  /** The sizes of the model in {@code directory}. */
  public static Architecture architecture(HfCheckpoint checkpoint) {
    return Architecture.of(checkpoint.config().json(), checkpoint.config().file());
  }

  /** Loads the network in {@code directory}. */
  public static Network load(Path directory, Compute compute) {
    try (HfCheckpoint checkpoint = HfCheckpoint.open(directory)) {
      return load(checkpoint, compute);
    }
  }

  /** Loads the network of {@code checkpoint}, converted to the computation's precision. */
  public static Network load(HfCheckpoint checkpoint, Compute compute) {
    Architecture config = architecture(checkpoint);
    return new Network(config, weights(checkpoint, config, compute), compute);
  }

  /**
   * Loads the network of {@code base} with the updates of {@code adapter}.
   *
   * @throws BadDataException where the adapter does not fit the base, or says nothing of a tensor
   *     that it holds
   */
  public static Network load(HfCheckpoint base, LoraAdapter adapter, Compute compute) {
    LoraAdapter fitted = adapter.alignedTo(base);
    if (!adapter.isWhole()) {
      throw BadDataException.of(
              "%s; the network would not be the one that was trained: merge the adapter into its base",
              String.join("; ", adapter.notes()))
          .as(Defect.UNSUPPORTED);
    }
    Network network = load(base, compute);
    for (String name : fitted.changed(base)) {
      switch (fitted.updateOf(base, name)) {
        case StepCheckpoint.Change.None _ -> {}
        case StepCheckpoint.Change.Product product ->
            network.weights().add(product.factors(), compute);
        case StepCheckpoint.Change.Whole whole ->
            network.weights().copyInto(name, whole.after(), compute);
      }
    }
    return network;
  }

  private static Weights weights(HfCheckpoint checkpoint, Architecture config, Compute compute) {
    Weights weights = new Weights();
    for (Map.Entry<String, long[]> entry : config.shapes().entrySet()) {
      var stored = checkpoint.tensor(entry.getKey());
      requireShape(checkpoint, stored, entry.getValue());
      weights.put(entry.getKey(), stored, compute);
    }
    return weights;
  }

  private static void requireShape(
      HfCheckpoint checkpoint, io.github.alpharl.safetensors.Tensor stored, long[] expected) {
    List<Long> shape = Arrays.stream(expected).boxed().toList();
    if (!stored.shape().equals(shape)) {
      throw BadDataException.of(
              "%s: tensor %s has the shape %s where config.json asks for %s.",
              checkpoint.directory(), stored.name(), stored.shape(), shape)
          .in(checkpoint.directory(), stored.name())
          .as(Defect.MISMATCH);
    }
  }

  /** Writes {@code network} as {@code target}: names, types and companion files of the template. */
  public static void save(Network network, HfCheckpoint template, Path target) {
    new CheckpointWriter(template)
        .write(
            target,
            tensor -> sink -> write(network, tensor.name(), StoredTensors.type(tensor), sink));
  }

  /** Like {@link #save}, without rounding: float32 whatever the template's types. */
  public static void savePrecise(Network network, HfCheckpoint template, Path target) {
    CheckpointWriter.precise(template)
        .write(target, tensor -> sink -> write(network, tensor.name(), ScalarType.Float, sink));
  }

  /** The scope is around the effective weight, which an adapter makes anew. */
  private static void write(Network network, String name, ScalarType type, ByteSink sink)
      throws IOException {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      write(network.effective(name), type, sink);
    }
  }

  /** The tensors of {@code weights} as they are, for a state file. */
  public static Collection<TensorSource> sources(Weights weights, Dtype dtype) {
    List<TensorSource> sources = new ArrayList<>();
    ScalarType type = dtype == Dtype.BF16 ? ScalarType.BFloat16 : exact(dtype);
    weights.map().forEach((name, tensor) -> sources.add(source(name, tensor, dtype, type)));
    return sources;
  }

  private static ScalarType exact(Dtype dtype) {
    return dtype == Dtype.F64 ? ScalarType.Double : ScalarType.Float;
  }

  private static TensorSource source(String name, Tensor tensor, Dtype dtype, ScalarType type) {
    List<Long> shape = Arrays.stream(tensor.shape()).boxed().toList();
    TensorContent content = sink -> write(tensor, type, sink);
    return new TensorSource(name, dtype, shape, content);
  }

  private static void write(Tensor tensor, ScalarType type, ByteSink sink) throws IOException {
    try (PointerScope _ = new PointerScope()) {
      Tensor plain = tensor.detach().cpu().toType(type).contiguous();
      sink.write(memory(plain));
    }
  }

  @SuppressWarnings("restricted") // a view of memory that LibTorch owns, within its scope
  private static MemorySegment memory(Tensor tensor) {
    return MemorySegment.ofAddress(tensor.data_ptr().address()).reinterpret(tensor.nbytes());
  }
}
