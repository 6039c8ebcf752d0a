package io.github.alpharl.cli.command;

import io.github.alpharl.bench.PlantedRun;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.factor.product.Agreement;
import io.github.alpharl.report.Table;
import java.nio.file.Path;
import java.util.List;

/** The chain on a small run with planted updates, for machines without LibTorch. */
final class SyntheticQuickstart {

  private static final String WINDOW = "40%";

  private final OwnCommands commands;
  private final Output output;

  SyntheticQuickstart(OwnCommands commands, Output output) {
    this.commands = commands;
    this.output = output;
  }

  /** What the prediction is worth against keeping the last observed checkpoint. */
  private record Result(
      String run,
      String predicted,
      double targetAccuracy,
      double predictedError,
      double heldError,
      double predictedCosine,
      double heldCosine) {}

  void run(Path directory, long seed) {
    Path run = directory.resolve("run");
    Path predicted = directory.resolve("predicted");
    commands.say(
        "This run is synthetic: rank-1 updates that turn with the accuracy, planted with noise.");
    PlantedRun.write(run, seed);
    String target = Double.toString(PlantedRun.accuracy(PlantedRun.STEPS.getLast()));
    commands.show(List.of("inspect", run.toString()));
    commands.show(List.of("decompose", run.toString()));
    commands.show(List.of("linearity", run.toString()));
    commands.show(
        List.of(
            "predict",
            run.toString(),
            "--window",
            WINDOW,
            "--target-accuracy",
            target,
            "--out",
            predicted.toString()));
    show(result(run, predicted, Double.parseDouble(target)));
  }

  private static Result result(Path run, Path predicted, double target) {
    long last = PlantedRun.STEPS.stream().filter(s -> s <= 80).reduce((a, b) -> b).orElseThrow();
    try (HfCheckpoint base = HfCheckpoint.open(run.resolve("step-0"));
        HfCheckpoint end = HfCheckpoint.open(run.resolve("step-" + PlantedRun.STEPS.getLast()));
        HfCheckpoint held = HfCheckpoint.open(run.resolve("step-" + last));
        HfCheckpoint guess = HfCheckpoint.open(predicted)) {
      Agreement ofGuess = Agreement.of(base, end, guess);
      Agreement ofHeld = Agreement.of(base, end, held);
      return new Result(
          run.toString(),
          predicted.toString(),
          target,
          ofGuess.relativeError(),
          ofHeld.relativeError(),
          ofGuess.cosine(),
          ofHeld.cosine());
    }
  }

  private void show(Result result) {
    if (output.json()) {
      output.printJson(result);
      return;
    }
    output.out().println();
    Table table = new Table("against the real last update", "relative error", "cosine");
    table.row(
        "predicted from the first " + WINDOW,
        Table.number(result.predictedError(), 3),
        Table.number(result.predictedCosine(), 3));
    table.row(
        "last observed checkpoint",
        Table.number(result.heldError(), 3),
        Table.number(result.heldCosine(), 3));
    table.print(output.out());
    List.of(
            "",
            "The predicted model is a Hugging Face directory: " + result.predicted(),
            "Next: alpharl predict YOUR_RUN --scores scores.csv --window 40% --target-step N --out DIR")
        .forEach(output.out()::println);
  }
}
