package io.github.alpharl.accelerate;

import io.github.alpharl.race.KeptResults;
import io.github.alpharl.race.Validation;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Drives a run: trains a leg, tries candidates beside its end, goes on from what was accepted,
 * until the budget is spent or a plateau is reached. All that it knows stands in decisions.jsonl;
 * what was answered is kept, so that after a kill it goes on and ends with the same result.
 */
public final class Controller {

  private final Settings settings;
  private final LegTrainer trainer;
  private final Validation validation;
  private final Path run;
  private final Consumer<Decision> listener;
  private final DecisionLog log;

  /**
   * A run in the directory {@code run}.
   *
   * @param listener hears of each new decision
   */
  public Controller(
      Settings settings,
      LegTrainer trainer,
      Validation validation,
      Path run,
      Consumer<Decision> listener) {
    this.settings = settings;
    this.trainer = trainer;
    this.validation = validation;
    this.run = run;
    this.listener = listener;
    log = new DecisionLog(run.resolve("decisions.jsonl"));
  }

  /** Runs to its end, from the start or from where an earlier call was killed. */
  public List<Decision> run() {
    History history = new History(log.read());
    if (!history.isEmpty()) {
      apply(history.last());
    }
    while (history.step() < settings.budget() && !history.plateau(settings.plateau())) {
      Decision decision = leg(history);
      history = history.plus(decision);
      log.write(history.decisions());
      apply(decision);
      listener.accept(decision);
    }
    return history.decisions();
  }

  private Decision leg(History history) {
    int number = history.decisions().size() + 1;
    long from = history.step();
    long to = Math.min(settings.budget(), from + settings.leg());
    Path folder = folder(number);
    Path start = start(history);
    LegTrainer.End end =
        trainer.train(
            new LegTrainer.Plan(
                number,
                from,
                to,
                start,
                history.rateFactor(),
                !history.isEmpty() && history.last().replaces(),
                folder));
    CandidateModels models = models(history, number, end);
    long training = history.training() + end.rollouts();
    long allowance = allowance(training, history.search(), to);
    LegSearch search = new LegSearch(settings, history);
    KeptResults kept = new KeptResults(folder.resolve("answers"));
    LegSearch.Result found =
        search.run(
            search.field(models.possible(settings.candidates())),
            history.nextProblem(),
            allowance,
            (candidate, first, count) -> ask(kept, models, candidate, first, count));
    return decision(history, new Leg(number, from, to, start, training, allowance), end, found);
  }

  private record Leg(int number, long from, long to, Path start, long training, long allowance) {}

  private CandidateModels models(History history, int number, LegTrainer.End end) {
    List<String> ofThisLeg = end.checkpoints().stream().map(this::outside).toList();
    List<Path> recent =
        history.checkpoints(ofThisLeg, settings.average()).stream().map(this::inside).toList();
    return new CandidateModels(
        start(history),
        end.model(),
        end.checkpoints(),
        recent,
        history.fallenBehind().map(this::inside),
        folder(number).resolve("tried"));
  }

  private Path start(History history) {
    return history.isEmpty() ? trainer.base() : inside(history.last().next());
  }

  private boolean[] ask(
      KeptResults kept, CandidateModels models, Candidate candidate, int first, int count) {
    String name = candidate == null ? "end" : candidate.name();
    return kept.get(
        String.join("\n", name, validation.settings(), first + "+" + count),
        boolean[].class,
        () -> validation.answers(models.of(candidate), first, count));
  }

  /** So many rollouts more keep searches within their share of all. */
  private long allowance(long training, long search, long to) {
    return Math.max(0, settings.allowance(training, to >= settings.budget()) - search);
  }

  private Decision decision(History history, Leg leg, LegTrainer.End end, LegSearch.Result found) {
    Candidate accepted = found.accepted();
    Path next = end.model();
    double rate = history.rateFactor();
    if (accepted != null) {
      if (settings.response().moves(accepted)) {
        next = models(history, leg.number(), end).of(accepted);
      }
      rate *= settings.response().rate(accepted);
    }
    return new Decision(
        leg.number(),
        leg.from(),
        leg.to(),
        history.rateFactor(),
        outside(leg.start()),
        outside(end.model()),
        end.checkpoints().stream().map(this::outside).toList(),
        end.rollouts(),
        found.rollouts(),
        leg.training(),
        history.search() + found.rollouts(),
        leg.allowance(),
        history.nextProblem(),
        found.problems(),
        found.right(),
        found.trials(),
        accepted == null ? null : accepted.name(),
        outside(next),
        rate,
        why(found, leg));
  }

  private static String why(LegSearch.Result found, Leg leg) {
    if (found.trials().isEmpty()) {
      return "no search: all candidates rest";
    }
    if (found.problems() == 0) {
      return "no search: " + leg.allowance() + " rollouts are too few";
    }
    if (found.trials().stream().allMatch(trial -> trial.problems() == 0)) {
      return "no search: the leg's end fails too little for a candidate to be proven better or worth it";
    }
    if (found.accepted() == null) {
      return "no candidate is proven better than the leg's end";
    }
    Trial trial =
        found.trials().stream()
            .filter(t -> t.name().equals(found.accepted().name()))
            .findFirst()
            .orElseThrow();
    return String.format(
        Locale.ROOT,
        "%d wins, %d losses, %d and %d in its series %d; evidence %.2f of the %.2f needed",
        trial.wins(),
        trial.losses(),
        trial.seriesWins(),
        trial.seriesLosses(),
        trial.series(),
        trial.evidence(),
        trial.threshold());
  }

  /** What a decision changes; may be done again. */
  private void apply(Decision decision) {
    Path next = inside(decision.next());
    trainer.adopt(decision.to(), next, decision.replaces());
    Path tried = folder(decision.leg()).resolve("tried");
    new CandidateModels(next, next, List.of(), tried).clean(Optional.of(next));
  }

  private Path folder(int leg) {
    return run.resolve("legs").resolve(String.format(Locale.ROOT, "leg-%03d", leg));
  }

  /** How a path is written down: from the run's directory where it lies within. */
  private String outside(Path path) {
    Path root = run.toAbsolutePath().normalize();
    Path absolute = path.toAbsolutePath().normalize();
    return absolute.startsWith(root) ? root.relativize(absolute).toString() : absolute.toString();
  }

  private Path inside(String path) {
    return run.resolve(path);
  }
}
