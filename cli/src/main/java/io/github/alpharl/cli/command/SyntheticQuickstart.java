package io.github.alpharl.cli.command;

import io.github.alpharl.bench.PlantedRun;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.reproduce.tour.PlantedForecast;
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
    long held = PlantedRun.STEPS.stream().filter(s -> s <= 80).reduce((a, b) -> b).orElseThrow();
    long end = PlantedRun.STEPS.getLast();
    show(PlantedForecast.of(run, predicted, Double.parseDouble(target), held, end));
  }

  private void show(PlantedForecast result) {
    if (output.json()) {
      output.printJson(result);
      return;
    }
    output.out().println();
    result.table(WINDOW).print(output.out());
    List.of(
            "",
            "The predicted model is a Hugging Face directory: " + result.predicted(),
            "Next: alpharl predict YOUR_RUN --scores scores.csv --window 40% --target-step N --out DIR")
        .forEach(output.out()::println);
  }
}
