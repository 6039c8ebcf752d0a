package io.github.alpharl.lab.generation;

import io.github.alpharl.failure.UsageException;
import java.util.Set;

/**
 * How the next token is drawn.
 *
 * @param temperature divides the logits; 0 takes the likeliest token
 * @param topP keeps the likeliest tokens up to this total probability; 1 keeps all
 * @param topK keeps that many likeliest tokens; 0 keeps all
 * @param maxTokens longest answer in tokens, the stop token included
 * @param stopTokens tokens that end an answer
 * @param banned tokens that are never drawn; probabilities are those without them
 * @param seed every row draws from a stream of its own, whatever rows it is batched with
 */
public record Sampling(
    double temperature,
    double topP,
    int topK,
    int maxTokens,
    Set<Integer> stopTokens,
    Set<Integer> banned,
    long seed) {

  /** Checks the ranges. */
  public Sampling {
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      throw UsageException.of("The temperature must be at least 0, found %s.", temperature);
    }
    if (!(topP > 0 && topP <= 1)) {
      throw UsageException.of("top-p must lie in (0, 1], found %s.", topP);
    }
    if (topK < 0) {
      throw UsageException.of("top-k must be at least 0, found %d.", topK);
    }
    if (maxTokens < 1) {
      throw UsageException.of("The longest answer must be at least 1 token, found %d.", maxTokens);
    }
    stopTokens = Set.copyOf(stopTokens);
    banned = Set.copyOf(banned);
  }

  /** True if the likeliest token is taken. */
  public boolean greedy() {
    return temperature == 0;
  }

  /** What the logits are divided by for log-probabilities: 1 when greedy. */
  public double divisor() {
    return greedy() ? 1 : temperature;
  }

  boolean truncates() {
    return topP < 1 || topK > 0;
  }

  /** The same rule with another seed. */
  public Sampling withSeed(long newSeed) {
    return new Sampling(temperature, topP, topK, maxTokens, stopTokens, banned, newSeed);
  }
}
