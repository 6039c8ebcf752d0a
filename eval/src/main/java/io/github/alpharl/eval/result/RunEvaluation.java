package io.github.alpharl.eval.result;

import io.github.alpharl.eval.sampler.Sampler;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.run.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The same evaluation of every checkpoint of a run: each in its folder {@code step-N}, and the
 * scores of all in {@code scores.csv}, which is written anew after each. Results of checkpoints
 * that the run has lost since are kept.
 */
public final class RunEvaluation {

  /** The scores file. */
  public static final String SCORES = "scores.csv";

  /** {@code step-120} */
  private static final Pattern STEP = Pattern.compile("step-(\\d{1,18})");

  private final EvaluationRequest request;
  private final boolean onlyNew;
  private final Sharing sharing;
  private final Engine engine;
  private final Listener listener;
  private final SortedMap<Long, EvaluationResult> all = new TreeMap<>();

  private RunEvaluation(
      EvaluationRequest request,
      boolean onlyNew,
      Sharing sharing,
      Engine engine,
      Listener listener) {
    this.request = request;
    this.onlyNew = onlyNew;
    this.sharing = sharing;
    this.engine = engine;
    this.listener = listener;
  }

  /** Opens the checkpoint of a step. */
  @FunctionalInterface
  public interface Engine {

    /** The sampler of the checkpoint in {@code model}, which the caller closes. */
    Sampler open(long step, Path model);
  }

  /** Is told how it goes, step by step. */
  public interface Listener {

    /** The listener of {@code step}, which is about to be evaluated. */
    EvaluationListener begin(long step);

    /** {@code step} is done. */
    void end(long step, EvaluationResult result);

    /** A sentence about the run. */
    void note(String sentence);
  }

  /**
   * Evaluates checkpoints.
   *
   * @param request of the whole run: its folder is that of all steps
   * @param steps the directories of the checkpoints
   * @param onlyNew whether steps that have results on these problems with these settings are left
   *     alone, whatever weights or server they came from
   * @param sharing what this process does of each step
   * @return all results by step, the kept ones too; those of a share are not known yet
   */
  public static SortedMap<Long, EvaluationResult> run(
      EvaluationRequest request,
      SortedMap<Long, Path> steps,
      boolean onlyNew,
      Sharing sharing,
      Engine engine,
      Listener listener) {
    RunEvaluation run = new RunEvaluation(request, onlyNew, sharing, engine, listener);
    run.keepOthers(steps);
    steps.forEach(run::evaluate);
    if (sharing instanceof Sharing.Share) {
      return Collections.emptySortedMap();
    }
    RunScores.write(request.folder().resolve(SCORES), run.all);
    return Collections.unmodifiableSortedMap(run.all);
  }

  private void keepOthers(SortedMap<Long, Path> steps) {
    SortedMap<Long, EvaluationResult> kept = new TreeMap<>();
    for (long step : stepsWithResults()) {
      if (onlyNew || !steps.containsKey(step)) {
        there(step).ifPresent(result -> kept.put(step, result));
      }
    }
    long lost = kept.keySet().stream().filter(step -> !steps.containsKey(step)).count();
    if (lost > 0) {
      listener.note(
          "the results of %s that the run no longer has are kept"
              .formatted(Wording.count(lost, "step")));
    }
    if (onlyNew) {
      long fresh = steps.keySet().stream().filter(step -> !kept.containsKey(step)).count();
      listener.note(
          "%d of %d steps %s new; the results of the others are kept"
              .formatted(fresh, steps.size(), fresh == 1 ? "is" : "are"));
    }
    all.putAll(kept);
  }

  private List<Long> stepsWithResults() {
    if (!Files.isDirectory(request.folder())) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(request.folder())) {
      return folders
          .map(folder -> STEP.matcher(folder.getFileName().toString()))
          .filter(Matcher::matches)
          .map(matcher -> Long.valueOf(matcher.group(1)))
          .toList();
    } catch (IOException e) {
      throw EnvironmentException.because(
          request.folder() + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** What is known of {@code step} on these problems with these settings, from any engine. */
  private Optional<EvaluationResult> there(long step) {
    return Summary.read(folder(step).resolve(Evaluation.SUMMARY))
        .filter(summary -> request.identity(summary.model()).equals(summary.identity()))
        .map(summary -> new EvaluationResult(summary, 0, request.total(), List.of()));
  }

  private Path folder(long step) {
    return request.folder().resolve("step-" + step);
  }

  private void evaluate(long step, Path model) {
    if (all.containsKey(step)) {
      return;
    }
    EvaluationRequest one =
        new EvaluationRequest(request.benchmark(), request.settings(), folder(step));
    EvaluationListener told = listener.begin(step);
    Optional<EvaluationResult> result;
    try (Sampler sampler = engine.open(step, model)) {
      result =
          switch (sharing) {
            case Sharing.Whole _ -> Optional.of(Evaluation.run(one, sampler, told));
            case Sharing.Merge _ -> Optional.of(Evaluation.merge(one, sampler, told));
            case Sharing.Share(Shard shard) -> {
              Evaluation.share(one, sampler, told, shard);
              yield Optional.empty();
            }
          };
    }
    result.ifPresent(
        found -> {
          all.put(step, found);
          RunScores.write(request.folder().resolve(SCORES), all);
          listener.end(step, found);
        });
  }
}
