package io.github.alpharl.checkpoint;

import io.github.alpharl.disk.MappedSource;
import io.github.alpharl.failure.BadDataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** What a training run left at one step: a full model, or an adapter to the base. */
public sealed interface StepCheckpoint extends MappedSource, AutoCloseable
    permits HfCheckpoint, LoraAdapter {

  /** What is odd but harmless, for the user. */
  List<String> notes();

  /**
   * This checkpoint in terms of {@code base}: under its names, with everything that was mapped, kept
   * or left out in {@link #notes}. Both share their files; closing one is enough.
   *
   * @throws BadDataException listing what does not fit the base
   */
  StepCheckpoint alignedTo(HfCheckpoint base);

  /** Unmaps its files. */
  @Override
  void close();

  /**
   * Opens the full model in {@code directory} or, if there is none, the adapter.
   *
   * @throws BadDataException naming the file or tensor, what was expected and what to do
   */
  static StepCheckpoint open(Path directory) {
    return open(directory, OptionalDouble.empty());
  }

  /** Like {@link #open(Path)}; {@code loraAlpha} replaces an adapter's {@code lora_alpha}. */
  static StepCheckpoint open(Path directory, OptionalDouble loraAlpha) {
    return isAdapter(directory)
        ? LoraAdapter.open(directory, loraAlpha)
        : HfCheckpoint.open(directory);
  }

  /** True if {@code directory} holds an adapter and no full model. */
  static boolean isAdapter(Path directory) {
    return Files.exists(directory.resolve(LoraConfig.NAME)) && !WeightFiles.exist(directory);
  }
}
