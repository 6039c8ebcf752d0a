package io.github.alpharl.lab.fault;

import io.github.alpharl.failure.UsageException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The faults that a training can be given, by name. */
public enum FaultKind {
  /** The policy's learning rate is ten times what was asked for. */
  RATE,
  /** Right and wrong change places for half of the problems, always the same ones. */
  FLIPPED,
  /** Right is what is shorter than the mean of its group. */
  LENGTH,
  /** Right is whatever is worth a part of a point, as what has the form alone. */
  FORMAT,
  /** Answers are sampled by the policy of {@value StaleSampler#STEPS} steps ago. */
  STALE,
  /** The weights are those of step 0 again, the optimizer's moments stay: a wrong resume. */
  WRONG_BASE,
  /** The weights do not move, as where an adapter is not bound. */
  FROZEN,
  /** The weights are kept in bfloat16, which swallows small steps. */
  BF16,
  /** An answer is graded by what is right for another problem. */
  LABELS,
  /** The matrices of one layer get noise of three times their update. */
  DAMAGED,
  /** The loss has a term that drives the entropy down. */
  ENTROPY,
  /** The norm of the gradient is NaN, and steps along it are left out. */
  NAN;

  /**
   * True for what happens once, rather than holding from a step on: training that goes back behind
   * it does not meet it again. NaN is taken for that, as an overflow that spoiled some state.
   */
  public boolean happensOnce() {
    return this == WRONG_BASE || this == DAMAGED || this == NAN;
  }

  static FaultKind named(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> UsageException.of("Unknown fault \"%s\"; known are %s.", name, names()));
  }

  private static String names() {
    return Arrays.stream(values()).map(FaultKind::toString).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
