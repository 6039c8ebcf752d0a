package io.github.alpharl.checkpoint;

import io.github.alpharl.disk.MappedSource;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.safetensors.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a training run left at one step: a full model, or an adapter to the base. */
public sealed interface StepCheckpoint extends MappedSource, AutoCloseable
    permits HfCheckpoint, LoraAdapter {

  /** What is odd but harmless, for the user. */
  List<String> notes();

  /**
   * This checkpoint in terms of {@code base}: under its names, with everything that was mapped,
   * kept or left out in {@link #notes}. Both share their files; closing one is enough.
   *
   * @throws BadDataException listing what does not fit the base
   */
  StepCheckpoint alignedTo(HfCheckpoint base);

  /** The names of the tensors of {@code base} that it may have changed. */
  NavigableSet<String> changed(HfCheckpoint base);

  /**
   * What training did to the tensor {@code name} of {@code base}, or to one slice of it, {@code
   * name[expert]}: also to embeddings, heads, norms and biases. It is aligned to the base for that.
   */
  Change updateOf(HfCheckpoint base, String name);

  /** What training did to one tensor. */
  sealed interface Change {

    /** Nothing. */
    record None() implements Change {}

    /** Added scaling · B · A to a matrix. */
    record Product(LoraModule factors) implements Change {}

    /**
     * Gave it this content, of the base's shape and of a float type of its own. It may be computed
     * anew each time it is asked for.
     */
    record Whole(Tensor after) implements Change {}
  }

  /** Unmaps its files. */
  @Override
  void close();

  /**
   * Opens the adapter in {@code directory}, or the full model if there is none. An adapter beside
   * whole weights counts: trainers leave the base's weights there.
   *
   * @throws BadDataException naming the file or tensor, what was expected and what to do
   */
  static StepCheckpoint open(Path directory) {
    return open(directory, OptionalDouble.empty());
  }

  /** Like {@link #open(Path)}; {@code loraAlpha} replaces an adapter's {@code lora_alpha}. */
  static StepCheckpoint open(Path directory, OptionalDouble loraAlpha) {
    return open(directory, loraAlpha, Optional.empty());
  }

  /** Like {@link #open(Path, OptionalDouble)}; {@code adapter} is the name of one of several. */
  static StepCheckpoint open(Path directory, OptionalDouble loraAlpha, Optional<String> adapter) {
    return AdapterPlace.find(directory, adapter)
        .<StepCheckpoint>map(place -> LoraAdapter.open(place, loraAlpha, adapter))
        .orElseGet(() -> HfCheckpoint.open(directory));
  }

  /**
   * Like {@link #open(Path, OptionalDouble)}; where a trainer keeps no config.json beside a model,
   * that of {@code base} counts.
   *
   * @param adapter the name of one of several adapters in one file
   */
  static StepCheckpoint openOver(
      Path directory,
      OptionalDouble loraAlpha,
      Optional<HfCheckpoint> base,
      Optional<String> adapter) {
    return AdapterPlace.find(directory, Optional.empty())
        .<StepCheckpoint>map(place -> LoraAdapter.open(place, loraAlpha, adapter))
        .orElseGet(() -> HfCheckpoint.open(directory, base));
  }

  /** Where the adapter of {@code directory} is, if it holds one; it counts before a full model. */
  static Optional<Path> adapterDirectory(Path directory) {
    return AdapterPlace.find(directory, Optional.empty());
  }

  /** True if {@code directory} holds an adapter. */
  static boolean isAdapter(Path directory) {
    return adapterDirectory(directory).isPresent();
  }
}
