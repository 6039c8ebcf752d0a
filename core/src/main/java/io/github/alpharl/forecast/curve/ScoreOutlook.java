package io.github.alpharl.forecast.curve;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.score.Score;
import io.github.alpharl.score.ScoreSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Where a run's score is going: at the steps asked for, when it reaches an accuracy, and in words.
 * Where later scores are known, so is how many of them the interval holds.
 *
 * @param last observed score
 * @param points at the steps asked for
 * @param reach of the accuracy asked for
 * @param later known scores with the interval there; they were not looked at
 * @param forecast behind it
 * @param caution where the rise is foretold rather than observed
 */
public record ScoreOutlook(
    Score last,
    List<ScoreForecast.Point> points,
    Optional<Reach> reach,
    List<Met> later,
    ScoreForecast forecast,
    Optional<String> caution) {

  /** Draws of the interval's bootstrap. */
  public static final int DRAWS = 100;

  private static final long SEED = 0;
  private static final int GRID = 60;

  /** How far an accuracy is looked for, in lengths of the window, where no plan ends earlier. */
  private static final int FAR = 10;

  /** A gain below this is none in words. */
  private static final double LEVEL = 0.01;

  /**
   * When an accuracy is reached.
   *
   * @param accuracy asked for
   * @param step by the curve; empty if not up to {@code until}
   * @param earliest by the upper end of the interval
   * @param latest by the lower end
   * @param until the last step that was looked at
   * @param seen true if it was reached within the window, at {@code step}
   */
  public record Reach(
      double accuracy,
      OptionalLong step,
      OptionalLong earliest,
      OptionalLong latest,
      long until,
      boolean seen) {}

  /** A later score and what was forecast there. */
  public record Met(Score measured, ScoreForecast.Point forecast) {
    /** True if the interval holds it. */
    public boolean hit() {
      return measured.accuracy() >= forecast.low() && measured.accuracy() <= forecast.high();
    }
  }

  /**
   * The outlook from the scores up to the window's end.
   *
   * @param all scores that are known; those after {@code end} are only compared
   * @param at later steps, rising, at least one
   * @param plan the last step of the training, up to which the accuracy is looked for
   * @throws UsageException for a step that is not after the window, or too few scores
   */
  public static ScoreOutlook of(
      ScoreSeries all,
      long end,
      List<Long> at,
      OptionalDouble accuracy,
      OptionalLong plan,
      int threads) {
    return of(all, end, at, accuracy, plan, DRAWS, threads);
  }

  static ScoreOutlook of(
      ScoreSeries all,
      long end,
      List<Long> at,
      OptionalDouble accuracy,
      OptionalLong plan,
      int draws,
      int threads) {
    ScoreSeries seen = all.upTo(end);
    refuseEarlier(at, seen);
    long furthest = plan.orElse(FAR * end);
    Stream<Long> grid =
        accuracy.isEmpty()
            ? Stream.of()
            : LongStream.rangeClosed(1, GRID)
                .mapToObj(i -> end + Math.round((furthest - end) * (double) i / GRID));
    List<Score> later = all.scores().stream().filter(score -> score.step() > end).toList();
    List<Long> steps =
        Stream.of(at.stream(), later.stream().map(Score::step), grid)
            .flatMap(s -> s)
            .filter(step -> step > end)
            .distinct()
            .sorted()
            .toList();
    ScoreForecast made = ScoreForecast.of(seen, steps, draws, SEED, threads);
    return new ScoreOutlook(
        seen.scores().getLast(),
        at.stream().map(made::at).toList(),
        accuracy.isPresent()
            ? Optional.of(reach(accuracy.getAsDouble(), made, seen, furthest))
            : Optional.empty(),
        later.stream().map(score -> new Met(score, made.at(score.step()))).toList(),
        made,
        made.caution(seen));
  }

  private static void refuseEarlier(List<Long> at, ScoreSeries seen) {
    if (seen.scores().isEmpty()) {
      throw UsageException.of("no score lies within the window; widen it");
    }
    long last = seen.scores().getLast().step();
    if (at.getFirst() <= last) {
      throw UsageException.of(
          "step %d is not after the last score of the window, of step %d; name a later step",
          at.getFirst(), last);
    }
  }

  private static Reach reach(double accuracy, ScoreForecast made, ScoreSeries seen, long furthest) {
    if (!(accuracy > 0 && accuracy <= 1)) {
      throw UsageException.of(
          "the accuracy to reach must be a fraction over 0 and at most 1, found %s", accuracy);
    }
    Optional<Score> before = seen.firstReaching(accuracy);
    if (before.isPresent()) {
      OptionalLong there = OptionalLong.of(before.get().step());
      return new Reach(accuracy, there, there, there, furthest, true);
    }
    List<ScoreForecast.Point> points =
        made.points().stream().filter(point -> point.step() <= furthest).toList();
    return new Reach(
        accuracy,
        first(points.stream().filter(point -> point.value() >= accuracy)),
        first(points.stream().filter(point -> point.high() >= accuracy)),
        first(points.stream().filter(point -> point.low() >= accuracy)),
        furthest,
        false);
  }

  private static OptionalLong first(Stream<ScoreForecast.Point> points) {
    return points.mapToLong(ScoreForecast.Point::step).min();
  }

  /** How many later scores the interval holds. */
  public long hits() {
    return later.stream().filter(Met::hit).count();
  }

  /** All of it in sentences. */
  public List<String> verdict() {
    List<String> verdict = new ArrayList<>();
    verdict.add(course());
    reach.ifPresent(asked -> verdict.add(sentence(asked)));
    hitsInWords().ifPresent(verdict::add);
    caution.ifPresent(verdict::add);
    return verdict;
  }

  private String course() {
    ScoreForecast.Point end = points.getLast();
    double gain = end.value() - last.accuracy();
    String now = say("from %.3f at step %d", last.accuracy(), last.step());
    String then =
        say(
            "%.3f at step %d (95 %% between %.3f and %.3f)",
            end.value(), end.step(), end.low(), end.high());
    if (gain < -LEVEL) {
      return "the score is foretold to fall " + now + " to " + then;
    }
    if (gain <= LEVEL && end.high() - last.accuracy() <= 2 * LEVEL) {
      return "the score has levelled off: " + now + " to " + then;
    }
    if (end.low() <= last.accuracy()) {
      return "the score may rise " + now + " to " + then + "; that it stays is not ruled out";
    }
    return "the score rises " + now + " to " + then;
  }

  private static String sentence(Reach reach) {
    if (reach.seen()) {
      return say("%.3f was reached at step %d", reach.accuracy(), reach.step().getAsLong());
    }
    String early =
        reach.earliest().isPresent()
            ? "at the earliest at step " + reach.earliest().getAsLong()
            : "not even by the upper end of the interval";
    String late =
        reach.latest().isPresent()
            ? "at the latest at step " + reach.latest().getAsLong()
            : "not surely up to step " + reach.until();
    return reach.step().isPresent()
        ? say(
            "%.3f is reached at about step %d; %s, %s",
            reach.accuracy(), reach.step().getAsLong(), early, late)
        : say("%.3f is not reached up to step %d; %s", reach.accuracy(), reach.until(), early);
  }

  /** "Of 24 later scores the 95 % interval holds 22"; empty where none is known. */
  public Optional<String> hitsInWords() {
    return later.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "of %d later scores, which the forecast has not seen, the 95 %% interval holds %d%s"
                .formatted(later.size(), hits(), missed()));
  }

  private String missed() {
    List<Met> misses = later.stream().filter(met -> !met.hit()).toList();
    if (misses.isEmpty()) {
      return "";
    }
    long above = misses.stream().filter(m -> m.measured().accuracy() > m.forecast().high()).count();
    return " (%d above it, %d below)".formatted(above, misses.size() - above);
  }

  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
