package io.github.alpharl.score;

import io.github.alpharl.failure.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The clock of the summed learning rate: at step t it shows η₁ + … + η_t, so that a forecast over
 * equal stretches of it allows for a rate that falls. It shows 0 at step 0.
 *
 * <p>Between two logged rates it takes the line through them, before the first one the first. After
 * the last one it goes on as the schedule does, if a constant, linear or cosine one shows.
 */
public final class RateClock {

  private static final long LONGEST_SUM = 10_000_000;

  private final Curve rates;
  private final double[] sums; // at each logged step
  private final Optional<RateSchedule> schedule;

  private RateClock(Curve rates, Optional<RateSchedule> schedule) {
    this.rates = rates;
    this.schedule = schedule;
    this.sums = new double[rates.size()];
    sums[0] = rates.values()[0] * Math.max(0, rates.steps()[0]);
    for (int i = 1; i < sums.length; i++) {
      sums[i] = sums[i - 1] + between(i, rates.steps()[i] - rates.steps()[i - 1]);
    }
  }

  /**
   * The clock of logged learning rates.
   *
   * @param rates of each logged step
   * @param maxSteps the planned length of the training, which a cosine needs to go on
   * @return empty where the rates make no clock: none, a negative one, or all zero
   */
  public static Optional<RateClock> of(Curve rates, OptionalLong maxSteps) {
    boolean sound =
        Arrays.stream(rates.values()).allMatch(rate -> rate >= 0)
            && Arrays.stream(rates.values()).anyMatch(rate -> rate > 0);
    return sound
        ? Optional.of(new RateClock(rates, RateSchedule.of(rates, maxSteps)))
        : Optional.empty();
  }

  /** The sum of the first {@code count} rates after logged step i - 1, on the line to step i. */
  private double between(int i, long count) {
    double before = rates.values()[i - 1];
    double rise = (rates.values()[i] - before) / (rates.steps()[i] - rates.steps()[i - 1]);
    return count * before + rise * count * (count + 1) / 2;
  }

  /** The last step whose rate was logged. */
  public long last() {
    return rates.steps()[rates.size() - 1];
  }

  /** True if the clock shows a time at {@code step}. */
  public boolean reaches(long step) {
    return step <= last() || schedule.filter(next -> reaches(next, step)).isPresent();
  }

  /** A schedule that moves is summed step by step. */
  private boolean reaches(RateSchedule next, long step) {
    return isConstant() || Math.min(step, next.end()) - last() <= LONGEST_SUM;
  }

  private boolean isConstant() {
    return schedule.isPresent() && schedule.get().name().equals("constant");
  }

  /** True if the rate is the same all along: then the clock is the step count by another unit. */
  public boolean isEven() {
    double first = rates.values()[0];
    return isConstant()
        && Arrays.stream(rates.values()).allMatch(rate -> Math.abs(rate - first) <= 1e-6 * first);
  }

  /**
   * The summed learning rate at each of {@code steps}, in their order; its unit is the rate's.
   *
   * @throws UsageException if the clock does not {@link #reaches reach} one of them
   */
  public double[] at(List<Long> steps) {
    return steps.stream().mapToDouble(this::at).toArray();
  }

  /** The summed learning rate at {@code step}. */
  public double at(long step) {
    if (step > last()) {
      return sums[sums.length - 1] + after(step);
    }
    int i = Arrays.binarySearch(rates.steps(), step);
    if (i >= 0) {
      return sums[i];
    }
    int next = -i - 1; // the first logged step after this one
    return next == 0
        ? rates.values()[0] * Math.max(0, step)
        : sums[next - 1] + between(next, step - rates.steps()[next - 1]);
  }

  private double after(long step) {
    if (!reaches(step)) {
      throw UsageException.of(
          "the learning rate is known up to step %d and shows no constant, linear or cosine"
              + " schedule, so that step %d has no place on its clock",
          last(), step);
    }
    RateSchedule next = schedule.orElseThrow();
    if (isConstant()) {
      return next.rate().applyAsDouble(step) * (step - last());
    }
    double sum = 0;
    long moving = Math.min(step, next.end());
    for (long t = last() + 1; t <= moving; t++) {
      sum += next.rate().applyAsDouble(t);
    }
    return sum + (step - moving) * next.rate().applyAsDouble(Math.max(next.end(), last() + 1));
  }

  /** How the rate is taken to go on after the last logged step; empty if that is unknown. */
  public Optional<String> continuation() {
    return schedule.map(
        found ->
            "after step %d the learning rate is taken to go on as it does: %s"
                .formatted(last(), found.name()));
  }
}
