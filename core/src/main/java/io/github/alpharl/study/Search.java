package io.github.alpharl.study;

import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.forecast.UpdateForecast;
import io.github.alpharl.race.Asking;
import io.github.alpharl.race.Contestant;
import io.github.alpharl.race.KeptResults;
import io.github.alpharl.race.Race;
import io.github.alpharl.score.Score;
import io.github.alpharl.score.ScoreSeries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The target by search: forecasts of several forecasters, each at several distances, race on
 * validation problems, and the best one must beat the last observed checkpoint. What was answered
 * is kept, so that a search that was killed goes on.
 */
public final class Search {

  /** A gain that is lost in noise still gives a direction. */
  private static final double LEAST_GAIN = 0.02;

  private final SearchPlan plan;
  private final ObservedWindow observed;
  private final KeptResults kept;
  private final Path scratch;
  private final String identity;
  private final Supplier<ScoreSeries> scores;

  /**
   * A search over {@code observed}.
   *
   * @param scores read where a forecaster needs them
   */
  public Search(SearchPlan plan, ObservedWindow observed, Supplier<ScoreSeries> scores) {
    Path store = observed.study().store().directory();
    this.plan = plan;
    this.observed = observed;
    this.kept = new KeptResults(store.resolve("search"));
    this.scratch = store.resolve("models");
    this.scores = scores;
    this.identity = observed.identity();
  }

  /** A forecast to try. */
  public record Candidate(String name, String forecaster, Goal goal) {}

  /** What the search ended with. */
  public record Found(Candidate chosen, Race.Result race, List<String> notes) {}

  /** Runs it. */
  public Found run() {
    return attempt(new Asking.Alone()).orElseThrow();
  }

  /**
   * Like {@link #run}, where several processes share the candidates of each round.
   *
   * @return empty where a round lacks answers of others
   */
  public Optional<Found> attempt(Asking asking) {
    List<String> notes = new ArrayList<>();
    Candidate last = new Candidate("hold", "hold", Goal.ofStep(observed.steps().getLast()));
    List<Candidate> candidates = candidates(notes);
    try (StudyListener.Work work =
        observed.study().listener().begin("search", "answers", answers(candidates.size()))) {
      return plan.race()
          .attempt(
              contestant(last, asking, work),
              candidates.stream().map(c -> contestant(c, asking, work)).toList())
          .map(result -> new Found(chosen(result, candidates, last), result, notes));
    }
  }

  private static Candidate chosen(Race.Result result, List<Candidate> candidates, Candidate last) {
    return candidates.stream()
        .filter(c -> result.accepted() && c.name().equals(result.leader()))
        .findFirst()
        .orElse(last);
  }

  /** So many answers will be asked for. */
  private long answers(int candidates) {
    Race race = plan.race();
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
    for (String name : plan.candidates()) {
      Forecaster forecaster = plan.forecasters().named(name);
      for (double reach : plan.reaches()) {
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
      throw UsageException.of("a search must reach over 0 lengths of the window, not %s", reach)
          .by(Setting.REACH);
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

  /** The forecasts of {@code candidate}. */
  public List<UpdateForecast> forecasts(Candidate candidate) {
    return observed.predict(
        plan.forecasters().named(candidate.forecaster()), observed.steps(), candidate.goal());
  }

  private Contestant contestant(Candidate candidate, Asking asking, StudyListener.Work work) {
    return new Contestant() {
      @Override
      public String name() {
        return candidate.name();
      }

      @Override
      public boolean ready(int from, int count, int place) {
        if (asking instanceof Asking.Own && asking.computes(place)) {
          known(candidate, from, count);
        }
        return asking instanceof Asking.Alone
            || kept.find(key(candidate, from, count), boolean[].class).isPresent();
      }

      @Override
      public boolean[] answers(int from, int count) {
        boolean[] answers = known(candidate, from, count);
        work.advance(count);
        return answers;
      }
    };
  }

  private boolean[] known(Candidate candidate, int from, int count) {
    String key = key(candidate, from, count);
    return kept.get(key, boolean[].class, () -> ask(candidate, from, count));
  }

  private boolean[] ask(Candidate candidate, int from, int count) {
    return new ModelTrials(plan.validation(), scratch)
        .answers(
            observed.compose(forecasts(candidate), observed.steps(), RestFrom.LAST, 1),
            from,
            count);
  }

  private String key(Candidate candidate, int from, int count) {
    boolean scored = plan.forecasters().named(candidate.forecaster()).needs().scores();
    return String.join(
        "\n",
        "search",
        identity,
        candidate.toString(),
        scored ? scores.get().upTo(observed.steps().getLast()).scores().toString() : "",
        plan.validation().settings(),
        from + "+" + count);
  }
}
