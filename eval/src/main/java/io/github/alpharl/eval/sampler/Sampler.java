package io.github.alpharl.eval.sampler;

import java.util.List;
import java.util.function.Consumer;

/** An engine that answers prompts. */
public interface Sampler extends AutoCloseable {

  /**
   * Gives every sample asked for to {@code sink} as soon as it is there, in any order and from one
   * thread at a time.
   *
   * @throws io.github.alpharl.failure.EnvironmentException if some could not be had; the others
   *     have been given
   */
  void sample(List<Request> requests, SamplingSettings settings, Consumer<Sample> sink);

  /** What distinguishes the answers of this engine: part of the results, free of secrets. */
  String description();

  @Override
  void close();
}
