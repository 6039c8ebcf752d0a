package io.github.alpharl.watch;

import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.forecast.curve.ScoreForecast;
import io.github.alpharl.score.Score;
import io.github.alpharl.score.ScoreSeries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Where a run is going.
 *
 * @param sentence for people: "rising: +.010 a step; .99 (.90–1.00) at step 105"
 * @param of what: validation or reward
 * @param step the forecast is for; that of the newest value where there is none
 * @param value foretold; empty where no curve can be fitted
 * @param low of the 95 % interval
 * @param high of it
 * @param reaches the step at which the wanted accuracy is foretold to be reached
 */
public record Course(
    String sentence,
    String of,
    long step,
    OptionalDouble value,
    OptionalDouble low,
    OptionalDouble high,
    OptionalLong reaches) {

  private static final int DRAWS = 100;
  private static final int MOST = 200;
  private static final int LEAST = 4;
  private static final double CLEAR = 2.5; // standard errors of a slope

  /** The outlook from {@code scores}, rising by step. */
  static Optional<Course> of(
      String what, List<ScorePoint> scores, OptionalLong end, OptionalDouble wanted) {
    if (scores.size() < LEAST) {
      return Optional.empty();
    }
    List<ScorePoint> newest = scores.subList(Math.max(0, scores.size() - MOST), scores.size());
    long last = newest.getLast().step();
    long first = newest.getFirst().step();
    long horizon = Math.max(last + 1, end.orElse(last + Math.max(1, (last - first) / 2)));
    Optional<ScoreForecast> forecast = forecast(newest, last, horizon);
    String course = course(newest);
    if (forecast.isEmpty() || course.startsWith("falls")) {
      return Optional.of(
          new Course(
              course,
              what,
              last,
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              OptionalLong.empty()));
    }
    return Optional.of(foretold(what, course, forecast.get(), wanted, newest));
  }

  private static Course foretold(
      String what,
      String course,
      ScoreForecast forecast,
      OptionalDouble wanted,
      List<ScorePoint> scores) {
    ScoreForecast.Point point = forecast.points().getLast();
    OptionalLong reaches = OptionalLong.empty();
    String more = "";
    if (wanted.isPresent()) {
      double target = wanted.getAsDouble();
      OptionalLong seen = reached(scores, target);
      reaches = seen.isPresent() ? seen : forecast.firstReaching(target);
      more =
          reaches.isPresent()
              ? "; %s %s at step %d"
                  .formatted(
                      share(target), seen.isPresent() ? "reached" : "foretold", reaches.getAsLong())
              : "; %s is not foretold up to step %d".formatted(share(target), point.step());
    }
    return new Course(
        "%s; %s (%s–%s) at step %d%s"
            .formatted(
                course,
                share(point.value()),
                share(point.low()),
                share(point.high()),
                point.step(),
                more),
        what,
        point.step(),
        OptionalDouble.of(point.value()),
        OptionalDouble.of(point.low()),
        OptionalDouble.of(point.high()),
        reaches);
  }

  private static OptionalLong reached(List<ScorePoint> scores, double target) {
    return scores.stream()
        .filter(score -> score.value() >= target)
        .mapToLong(ScorePoint::step)
        .findFirst();
  }

  /** Empty for values that are no shares, and where no curve fits. */
  private static Optional<ScoreForecast> forecast(
      List<ScorePoint> scores, long last, long horizon) {
    if (scores.stream().anyMatch(score -> !(score.value() >= 0 && score.value() <= 1))) {
      return Optional.empty();
    }
    List<Long> steps = new ArrayList<>();
    long stride = Math.max(1, (horizon - last) / 50);
    for (long step = last + stride; step < horizon; step += stride) {
      steps.add(step);
    }
    steps.add(horizon);
    try {
      return Optional.of(ScoreForecast.of(series(scores), steps, DRAWS, 0, 1));
    } catch (AlphaRlException _) {
      return Optional.empty();
    }
  }

  private static ScoreSeries series(List<ScorePoint> scores) {
    return new ScoreSeries(
        scores.stream().map(score -> Score.of(score.step(), score.value())).toList());
  }

  /** How the newest part of {@code scores} goes. */
  private static String course(List<ScorePoint> scores) {
    int n = scores.size();
    int tail = Math.max(LEAST, n / 3);
    Line line = Line.through(scores.subList(n - tail, n));
    if (line.slope() > CLEAR * line.error()) {
      return "rising: %s a step".formatted(signed(line.slope()));
    }
    int start = n - tail;
    boolean falls = line.slope() < -CLEAR * line.error();
    while (start > 0 && same(Line.through(scores.subList(start - 1, n)), falls)) {
      start--;
    }
    long since = scores.get(start).step();
    if (!falls) {
      return "level since %d".formatted(since);
    }
    ScorePoint best =
        scores.stream().max(Comparator.comparingDouble(ScorePoint::value)).orElseThrow();
    return "falls since %d; best so far: step %d (%s)"
        .formatted(Math.max(since, best.step()), best.step(), share(best.value()));
  }

  private static boolean same(Line line, boolean falls) {
    return falls
        ? line.slope() < -CLEAR * line.error()
        : Math.abs(line.slope()) <= CLEAR * line.error();
  }

  /** ".987", "−.25", "12.3". */
  private static String share(double value) {
    return String.format(Locale.ROOT, "%.3f", value).replaceFirst("^(-?)0\\.", "$1.");
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.4f", value).replaceFirst("^([-+])0\\.", "$1.");
  }

  /** The least-squares line's slope and its standard error. */
  private record Line(double slope, double error) {

    static Line through(List<ScorePoint> scores) {
      double x = scores.stream().mapToDouble(ScorePoint::step).average().orElseThrow();
      double y = scores.stream().mapToDouble(ScorePoint::value).average().orElseThrow();
      double xx = 0;
      double xy = 0;
      double yy = 0;
      for (ScorePoint score : scores) {
        double dx = score.step() - x;
        double dy = score.value() - y;
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
      }
      double slope = xy / xx;
      double rest = Math.max(0, yy - slope * xy) / Math.max(1, scores.size() - 2);
      return new Line(slope, Math.sqrt(rest / xx));
    }
  }
}
