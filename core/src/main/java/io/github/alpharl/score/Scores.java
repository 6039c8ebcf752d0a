package io.github.alpharl.score;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.score.table.Content;
import io.github.alpharl.score.table.MetricColumn;
import io.github.alpharl.score.table.MetricFile;
import io.github.alpharl.score.table.MetricTable;
import io.github.alpharl.score.tensorboard.EventFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Scores as people have them: any table with a header, JSON, a trainer's state or log, wandb's
 * exports, TensorBoard. alpharl's own form, {@code step,accuracy} and {@code samples}, is read
 * strictly by {@link ScoresFile}; every other form is forgiven what such files are like, and each
 * thing forgiven is a note.
 */
public final class Scores {

  private Scores() {}

  /**
   * The scores in {@code source}.
   *
   * @param source a file, a directory of TensorBoard's event files, or a run with the states of
   *     transformers' Trainer
   * @throws UsageException if there is no such file, no column or more than one could be meant
   * @throws BadDataException if the file is damaged or holds what no score is
   */
  public static ScoreReading read(Path source, ScoreRequest request) {
    if (Files.isDirectory(source)) {
      boolean events = EventFiles.below(source).containsKey(source);
      Optional<Path> inRun = events ? Optional.empty() : find(source);
      return inRun.isPresent()
          ? read(inRun.get(), request)
          : read(MetricFile.read(source), request);
    }
    if (EventFiles.isEventFile(source)) {
      return read(MetricFile.read(source), request);
    }
    Content content = Content.of(source);
    MetricFile.refuseOtherForms(content);
    if (request.takesOwnForm() && OwnForm.isIn(source, content)) {
      boolean percent = request.scale() == ScoreRequest.Scale.PERCENT;
      ScoreSeries series = ScoresFile.read(source, content, percent);
      return new ScoreReading(series, source, "accuracy", List.of());
    }
    return read(MetricFile.read(content), request);
  }

  /**
   * Where {@code run} keeps scores by itself: its scores.csv, else the trainer's state of its
   * newest checkpoint, if that holds any.
   */
  public static Optional<Path> find(Path run) {
    return find(run, false);
  }

  /** Like {@link #find(Path)}; {@code named}: some metric was, so that a state counts anyway. */
  public static Optional<Path> find(Path run, boolean named) {
    Path own = run.resolve("scores.csv");
    return Files.exists(own)
        ? Optional.of(own)
        : TrainerStates.newest(run).filter(state -> named || hasAny(state));
  }

  /** False for the state of a training without scores, such as a supervised one. */
  private static boolean hasAny(Path state) {
    try {
      return new MetricChoice(MetricFile.read(state)).hasAny();
    } catch (BadDataException _) {
      return true; // whoever reads it says what is wrong
    }
  }

  private static ScoreReading read(MetricTable table, ScoreRequest request) {
    if (request.steps().isEmpty()) {
      requireSteps(table);
    }
    MetricChoice choice = new MetricChoice(table);
    List<String> notes = new ArrayList<>();
    MetricColumn column =
        request.metric().isPresent() ? choice.named(request.metric().get()) : choice.only(notes);
    notes.addFirst(chosen(table, choice, column));
    ScoreSeries series = new ScoreColumn(table, column, notes).read(request);
    notes.addAll(table.notes());
    return new ScoreReading(series, table.source(), column.name(), notes);
  }

  /** Results of one model, as evaluation harnesses write them, are of no step. */
  private static void requireSteps(MetricTable table) {
    boolean counted =
        table.steps().isPresent()
            || table.columns().stream().anyMatch(column -> column.stepRank().isPresent());
    if (!counted && !table.columns().isEmpty()) {
      throw BadDataException.of(
              "%s: says of no number which step it is of (step, global_step or _step); write a"
                  + " table with a line for each step: step,accuracy",
              table.source())
          .in(table.source())
          .as(Defect.MISSING);
    }
  }

  private static String chosen(MetricTable table, MetricChoice choice, MetricColumn column) {
    String what =
        MetricChoice.saysTrainingReward(column.name())
            ? ", a reward in training, not an accuracy on held-out problems"
            : "";
    String others = choice.ignored(column).map(text -> "; " + text).orElse("");
    return "scores are the column %s of %s%s%s"
        .formatted(column.name(), table.source(), what, others);
  }
}
