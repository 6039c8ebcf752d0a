package io.github.alpharl.eval.sampler;

import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;

/**
 * How answers are drawn.
 *
 * @param samples answers to every problem
 * @param temperature 0 takes the likeliest token
 * @param topP probability kept, in (0, 1]
 * @param maxTokens longest answer in tokens
 * @param seed the same seed, the same answers, as far as the engine can
 */
public record SamplingSettings(
    int samples, double temperature, double topP, int maxTokens, long seed) {

  /** Checks the ranges. */
  public SamplingSettings {
    if (samples < 1 || samples > 100_000) {
      throw UsageException.of(
              "the samples of a problem must be between 1 and 100000, not %d", samples)
          .by(Setting.SAMPLES);
    }
    if (!(temperature >= 0 && temperature <= 10)) {
      throw UsageException.of("the temperature must be between 0 and 10, not %s", temperature)
          .by(Setting.TEMPERATURE);
    }
    if (!(topP > 0 && topP <= 1)) {
      throw UsageException.of("top-p must be above 0 and at most 1, not %s", topP)
          .by(Setting.TOP_P);
    }
    if (maxTokens < 1) {
      throw UsageException.of("the longest answer must have at least 1 token, not %d", maxTokens)
          .by(Setting.MAX_TOKENS);
    }
  }

  /**
   * The seed of sample {@code index} of the problem {@code id}: never the same for two of them, but
   * by chance.
   */
  public long seedOf(String id, int index) {
    long mixed = (seed * 0x9E3779B97F4A7C15L) ^ (((long) id.hashCode() << 20) + index);
    mixed = (mixed ^ (mixed >>> 31)) * 0xBF58476D1CE4E5B9L;
    return (mixed ^ (mixed >>> 29)) & Integer.MAX_VALUE;
  }
}
