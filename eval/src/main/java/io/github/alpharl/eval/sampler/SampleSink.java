package io.github.alpharl.eval.sampler;

/** Where an engine's answers go. */
@FunctionalInterface
public interface SampleSink {

  /** Takes one answer. */
  void accept(Sample sample);

  /** Takes a sentence about how the asking goes, such as that a server has to be asked again. */
  default void note(String sentence) {}
}
