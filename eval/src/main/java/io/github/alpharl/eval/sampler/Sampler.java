package io.github.alpharl.eval.sampler;

import java.util.List;

/** An engine that answers prompts. */
public interface Sampler extends AutoCloseable {

  /**
   * Gives every sample asked for to {@code sink} as soon as it is there, in any order and from one
   * thread at a time.
   *
   * @throws io.github.alpharl.failure.EnvironmentException if some could not be had; the others
   *     have been given
   */
  void sample(List<Request> requests, SamplingSettings settings, SampleSink sink);

  /**
   * What distinguishes the answers of this engine: weights or names, address, request. Part of the
   * results, free of secrets.
   */
  String description();

  @Override
  void close();
}
