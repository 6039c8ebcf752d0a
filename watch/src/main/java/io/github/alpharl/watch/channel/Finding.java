package io.github.alpharl.watch.channel;

import java.util.OptionalDouble;

/**
 * Something found.
 *
 * @param tier how it was found
 * @param channel its name
 * @param group it belongs to
 * @param step where it was found
 * @param since where it likely began
 * @param evidence log10 of the e-detector; empty for exact rules
 * @param advice what was seen and what people do about it
 */
public record Finding(
    Tier tier,
    String channel,
    Group group,
    long step,
    long since,
    OptionalDouble evidence,
    String advice) {

  /** The kinds of rules. */
  public enum Tier {
    /** T0: an invariant is broken. */
    INVARIANT,
    /** An invariant that alone proves nothing. */
    SUSPICION,
    /** T1: a check of the first steps failed. */
    EXAM,
    /** T2: a series left what its past foretells. */
    DRIFT,
    /** The same, with evidence too weak to be said alone. */
    CONFIRMATION
  }

  /** A rule of {@code tier} broken at {@code step}. */
  static Finding exact(Tier tier, String channel, Group group, long step, String advice) {
    return new Finding(tier, channel, group, step, step, OptionalDouble.empty(), advice);
  }
}
