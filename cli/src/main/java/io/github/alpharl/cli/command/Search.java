package io.github.alpharl.cli.command;

import io.github.alpharl.cli.progress.Progress;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.forecast.UpdateForecast;
import io.github.alpharl.race.Contestant;
import io.github.alpharl.race.KeptResults;
import io.github.alpharl.race.Race;
import io.github.alpharl.score.Score;
import io.github.alpharl.score.ScoreSeries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The target by search: forecasts of several forecasters, each at several distances, race on
 * validation problems, and the best one must beat the last observed checkpoint. What was answered
 * is kept, so that a search that was killed goes on.
 */
final class Search {

  /** A gain that is lost in noise still gives a direction. */
  private static final double LEAST_GAIN = 0.02;

  private final SearchOptions options;
  private final ObservedWindow observed;
  private final String task;
  private final KeptResults kept;
  private final Path scratch;
  private final String identity;
  private final Supplier<ScoreSeries> scores;

  Search(
      SearchOptions options,
      ObservedWindow observed,
      String task,
      Path store,
      Supplier<ScoreSeries> scores) {
    this.options = options;
    this.observed = observed;
    this.task = task;
    this.kept = new KeptResults(store.resolve("search"));
    this.scratch = store.resolve("models");
    this.scores = scores;
    this.identity = observed.identity();
  }

  /** A forecast to try. */
  record Candidate(String name, String forecaster, Goal goal) {}

  /** What the search ended with. */
  record Found(Candidate chosen, Race.Result race, List<String> notes) {

    /** It for the JSON document. */
    Map<String, Object> document() {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("leader", race.leader());
      document.put("accepted", race.accepted());
      document.put("leaderRight", race.leaderRight());
      document.put("lastRight", race.incumbentRight());
      document.put("wins", race.test().wins());
      document.put("losses", race.test().losses());
      document.put("chance", race.test().chance());
      document.put("standings", race.standings());
      return document;
    }
  }

  Found run() {
    List<String> notes = new ArrayList<>();
    Candidate last = new Candidate("hold", "hold", Goal.ofStep(observed.steps().getLast()));
    List<Candidate> candidates = candidates(notes);
    try (Progress progress = Progress.of("search", "answers", answers(candidates.size()))) {
      Race.Result result =
          options
              .race()
              .run(
                  contestant(last, progress),
                  candidates.stream().map(c -> contestant(c, progress)).toList());
      Candidate chosen =
          result.accepted()
              ? candidates.stream()
                  .filter(c -> c.name().equals(result.leader()))
                  .findFirst()
                  .orElseThrow()
              : last;
      return new Found(chosen, result, notes);
    }
  }

  /** So many answers will be asked for. */
  private long answers(int candidates) {
    Race race = options.race();
    long sum = 2L * race.confirm();
    int left = candidates;
    for (long count = race.first(); left > 1; count *= 2) {
      sum += left * count;
      left = (left + 1) / 2;
    }
    return sum;
  }

  private List<Candidate> candidates(List<String> notes) {
    List<Candidate> all = new ArrayList<>();
    for (String name : options.candidates()) {
      Forecaster forecaster = KnownForecasters.parse(name);
      for (double reach : options.reaches()) {
        Candidate candidate = candidate(name, forecaster, reach);
        try { // one module tells whether the window supports it
          observed.requireSupport(forecaster, observed.steps(), candidate.goal());
          all.add(candidate);
        } catch (UsageException refusal) {
          notes.add(candidate.name() + " is left out: " + refusal.getMessage());
        }
      }
    }
    return all;
  }

  private Candidate candidate(String name, Forecaster forecaster, double reach) {
    if (!(reach > 0)) {
      throw UsageException.of("--reach must be over 0, not %s", reach);
    }
    long last = observed.steps().getLast();
    if (!forecaster.needs().scores()) {
      long step = last + Math.max(1, Math.round(reach * last));
      return new Candidate(name + " to step " + step, name, Goal.ofStep(step));
    }
    double[] y = scores.get().accuracies(observed.steps());
    double start = scores.get().at(0).map(Score::accuracy).orElse(y[0]);
    double end = y[y.length - 1];
    double score = end + reach * Math.max(LEAST_GAIN, end - start);
    // Beyond 1 it is no accuracy any more, but still a place on the line.
    return new Candidate(
        String.format(Locale.ROOT, "%s to accuracy %.4f", name, score), name, Goal.of(score));
  }

  List<UpdateForecast> forecasts(Candidate candidate) {
    return observed.predict(
        KnownForecasters.parse(candidate.forecaster()), observed.steps(), candidate.goal());
  }

  private Contestant contestant(Candidate candidate, Progress progress) {
    return new Contestant() {
      @Override
      public String name() {
        return candidate.name();
      }

      @Override
      public boolean[] answers(int from, int count) {
        boolean[] answers =
            kept.get(
                key(candidate, from, count), boolean[].class, () -> ask(candidate, from, count));
        progress.advance(count);
        return answers;
      }
    };
  }

  private boolean[] ask(Candidate candidate, int from, int count) {
    return options
        .validation()
        .answers(
            observed.compose(forecasts(candidate), observed.steps(), RestFrom.LAST, 1),
            scratch,
            task,
            from,
            count);
  }

  private String key(Candidate candidate, int from, int count) {
    boolean scored = KnownForecasters.parse(candidate.forecaster()).needs().scores();
    return String.join(
        "\n",
        "search",
        identity,
        candidate.toString(),
        scored ? scores.get().upTo(observed.steps().getLast()).scores().toString() : "",
        task,
        options.validation().settings(),
        from + "+" + count);
  }
}
