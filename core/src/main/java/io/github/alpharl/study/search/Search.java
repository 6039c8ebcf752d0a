package io.github.alpharl.study.search;

import io.github.alpharl.checkpoint.ModuleId;
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
import io.github.alpharl.study.ModelTrials;
import io.github.alpharl.study.ObservedWindow;
import io.github.alpharl.study.Prediction;
import io.github.alpharl.study.RestFrom;
import io.github.alpharl.study.StudyListener;
import io.github.alpharl.update.Update;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The target by search: forecasts of several forecasters, each at several distances, race on
 * validation problems; the best one goes on against {@link Adjustment}s of it, and the winner must
 * beat the last observed checkpoint. What was answered is kept, so that a search that was killed
 * goes on.
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
  private final Map<String, ModuleId> modules;
  private final int layers;

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
    this.modules =
        observed.modules().stream().collect(Collectors.toMap(ModuleId::name, module -> module));
    this.layers = observed.modules().stream().mapToInt(ModuleId::layer).max().orElse(0) + 1;
  }

  /**
   * What the search ended with.
   *
   * @param chosen the leader, or the last checkpoint where the leader is not proven better
   * @param leader of the race
   */
  public record Found(Candidate chosen, Candidate leader, Race.Result race, List<String> notes) {}

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
    Candidate last = Candidate.of("hold", "hold", Goal.ofStep(observed.steps().getLast()));
    List<Candidate> line = candidates(notes);
    try (StudyListener.Work work =
        observed.study().listener().begin("search", "answers", answers(line.size()))) {
      Function<Candidate, Runner> runner = candidate -> new Runner(candidate, asking, work);
      Optional<Race.Heat> heat = plan.race().heat(line.stream().map(runner).toList(), 0);
      for (int round = 0; round < plan.refinement().spreads().size() && heat.isPresent(); round++) {
        List<Candidate> near = near(leader(heat.get()), round);
        Race.Heat before = heat.get();
        heat =
            plan.race()
                .heat(near.stream().map(runner).toList(), before.next())
                .map(found -> found.after(before));
      }
      return heat.flatMap(found -> confirmed(found, runner.apply(last), notes));
    }
  }

  private Optional<Found> confirmed(Race.Heat heat, Runner last, List<String> notes) {
    return plan.race()
        .confirm(heat, last)
        .map(
            result ->
                new Found(
                    result.accepted() ? leader(heat) : last.candidate(),
                    leader(heat),
                    result,
                    noted(notes, leader(heat))));
  }

  private static List<String> noted(List<String> notes, Candidate leader) {
    List<String> all = new ArrayList<>(notes);
    leader.words().ifPresent(words -> all.add(leader.name() + ": " + words));
    return List.copyOf(all);
  }

  private static Candidate leader(Race.Heat heat) {
    return ((Runner) heat.leader()).candidate();
  }

  /** {@code best} and what few coefficients make of it, always the same ones. */
  private List<Candidate> near(Candidate best, int round) {
    double spread = plan.refinement().spreads().get(round);
    RandomGenerator random = new SplittableRandom(round);
    List<Candidate> near = new ArrayList<>(List.of(best));
    for (int i = 1; i < plan.refinement().candidates(); i++) {
      near.add(best.with(Adjustment.draw(random, spread), "adjusted " + (round + 1) + "." + i));
    }
    return near;
  }

  /** So many answers will be asked for. */
  private long answers(int candidates) {
    Refinement refinement = plan.refinement();
    return 2L * plan.race().confirm()
        + ofHeat(candidates)
        + refinement.spreads().size() * ofHeat(refinement.candidates());
  }

  private long ofHeat(int candidates) {
    long sum = 0;
    int left = candidates;
    for (long count = plan.race().first(); left > 1; count *= 2) {
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
      return Candidate.of(name + " to step " + step, name, Goal.ofStep(step));
    }
    double[] y = scores.get().accuracies(observed.steps());
    double start = scores.get().at(0).map(Score::accuracy).orElse(y[0]);
    double end = y[y.length - 1];
    double score = end + reach * Math.max(LEAST_GAIN, end - start);
    // Beyond 1 it is no accuracy any more, but still a place on the line.
    return Candidate.of(
        String.format(Locale.ROOT, "%s to accuracy %.4f", name, score), name, Goal.of(score));
  }

  /** The forecasts of {@code candidate}. */
  public List<UpdateForecast> forecasts(Candidate candidate) {
    List<UpdateForecast> found =
        observed.predict(
            plan.forecasters().named(candidate.forecaster()), observed.steps(), candidate.goal());
    return candidate.adjustments().isEmpty()
        ? found
        : found.stream().map(forecast -> adjusted(forecast, candidate.adjustments())).toList();
  }

  private UpdateForecast adjusted(UpdateForecast forecast, List<Adjustment> adjustments) {
    ModuleId module = modules.get(forecast.module());
    Update update = forecast.update();
    for (Adjustment adjustment : adjustments) {
      update = adjustment.of(update, module, observed.steps().size(), layers);
    }
    return new UpdateForecast(update, forecast.fit());
  }

  /** The model of {@code candidate}. */
  public Prediction prediction(Candidate candidate) {
    List<UpdateForecast> forecasts = forecasts(candidate);
    return new Prediction(
        observed, candidate.goal(), forecasts, observed.cautions(forecasts, candidate.goal()));
  }

  /** A candidate that answers. */
  private final class Runner implements Contestant {

    private final Candidate candidate;
    private final Asking asking;
    private final StudyListener.Work work;

    Runner(Candidate candidate, Asking asking, StudyListener.Work work) {
      this.candidate = candidate;
      this.asking = asking;
      this.work = work;
    }

    Candidate candidate() {
      return candidate;
    }

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
