package io.github.alpharl.study;

import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.Window;
import io.github.alpharl.score.RateClock;
import io.github.alpharl.score.StepClock;
import io.github.alpharl.score.TrainerLog;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * What the trainer's log says about steps: how far along each is, and how many are planned. What is
 * used of it is told the listener in one line.
 */
public final class StepCounting {

  private final StudyListener listener;
  private final Optional<TrainerLog> log;
  private final Optional<RateClock> rates;
  private final boolean demanded;

  private StepCounting(StudyListener listener, Optional<TrainerLog> log, boolean demanded) {
    this.listener = listener;
    this.log = log;
    this.rates = log.flatMap(TrainerLog::clock);
    this.demanded = demanded;
  }

  /** Every step counts alike, and the run's last one is the end of the plan. */
  public static StepCounting byNumber() {
    return new StepCounting(StudyListener.SILENT, Optional.empty(), false);
  }

  /**
   * By the log that {@code study}'s run keeps itself, else by that which its scores are read from.
   *
   * @param scores where scores are read from, such as verl's log
   */
  public static StepCounting of(RunStudy study, Optional<Path> scores) {
    Optional<TrainerLog> own = quietly(() -> TrainerLog.find(study.home()));
    Optional<TrainerLog> other =
        told(own) ? Optional.empty() : quietly(() -> scores.map(TrainerLog::read));
    return new StepCounting(study.listener(), told(other) ? other : own, false);
  }

  /**
   * By the learning rates in {@code log}.
   *
   * @throws UsageException if it has none
   */
  public static StepCounting of(RunStudy study, Path log) {
    TrainerLog read = TrainerLog.read(log);
    if (read.clock().isEmpty()) {
      throw UsageException.of("%s has no learning rates to count steps by", log).by(Setting.CLOCK);
    }
    return new StepCounting(study.listener(), Optional.of(read), true);
  }

  private static boolean told(Optional<TrainerLog> log) {
    return log.flatMap(TrainerLog::clock).isPresent();
  }

  /** Nobody asked for this file: it must not cost the forecast. */
  private static Optional<TrainerLog> quietly(Supplier<Optional<TrainerLog>> reading) {
    try {
      return reading.get();
    } catch (AlphaRlException _) {
      return Optional.empty();
    }
  }

  /** This, telling nothing. */
  StepCounting quietly() {
    return new StepCounting(StudyListener.SILENT, log, demanded);
  }

  /** The planned number of steps, where the log tells it. */
  public OptionalLong planned() {
    return log.map(TrainerLog::maxSteps).orElse(OptionalLong.empty());
  }

  /** The steps of {@code window} among {@code steps}; a share is one of the planned steps. */
  public List<Long> select(Window window, Collection<Long> steps) {
    long last = steps.stream().mapToLong(Long::longValue).max().orElse(0);
    long planned = planned().orElse(0);
    if (window instanceof Window.Percent(double percent) && percent < 100 && planned > last) {
      listener.note(
          "%s is of the %d steps that %s plans; the last checkpoint is of step %d"
              .formatted(window, planned, log.orElseThrow().source(), last));
    }
    return window.select(steps, planned);
  }

  /**
   * The clock for a forecast from {@code window} that looks as far as step {@code furthest}.
   *
   * @throws UsageException where the log was asked for and does not reach that far
   */
  public StepClock clock(List<Long> window, long furthest) {
    Optional<StepClock> clock =
        rates.flatMap(known -> StepClock.of(known, log.orElseThrow().source(), window, furthest));
    clock.flatMap(found -> found.note(furthest)).ifPresent(listener::note);
    if (clock.isEmpty() && rates.isPresent() && !rates.get().isEven()) {
      String why =
          "the learning rates in %s do not tell those up to step %d, or are 0 within the window"
              .formatted(log.orElseThrow().source(), Math.max(furthest, window.getLast()));
      if (demanded) {
        throw UsageException.of("%s", why).by(Setting.CLOCK);
      }
      listener.note(why + "; so every step counts alike");
    }
    return clock.orElse(StepClock.STEPS);
  }
}
