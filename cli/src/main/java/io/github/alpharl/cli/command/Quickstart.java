package io.github.alpharl.cli.command;

import io.github.alpharl.cli.option.Output;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.race.KeptResults;
import io.github.alpharl.reproduce.tour.FiguresView;
import io.github.alpharl.reproduce.tour.Tour;
import io.github.alpharl.reproduce.tour.TourFolder;
import io.github.alpharl.reproduce.tour.TourSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl quickstart}: the whole chain, from a base model to a judged forecast. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    description = {
      "Trains a small model before your eyes, foretells its end and judges the forecasts.",
      "The lab's shipped base model learns chained arithmetic with DAPO; meanwhile its checkpoints are"
          + " decomposed, the end is forecast from the first 10 %% and 40 %%, a tenth of the steps is"
          + " trained with re-grounding, and base, windows, forecasts, rank-1, re-grounded and full"
          + " model answer test problems.",
      "Prints one table, what it says, and the commands that do each part by hand. Stopped or"
          + " killed, the same command goes on."
    },
    footer = {"", "Example:", "  alpharl quickstart --out my-first-run"})
public final class Quickstart implements Callable<Integer> {

  @Mixin private Output output;

  @Option(
      names = "--out",
      defaultValue = "alpharl-quickstart",
      paramLabel = "DIR",
      description = "Where to work, or to go on (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "S",
      description = "Seed of the training (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--steps",
      defaultValue = "100",
      paramLabel = "N",
      description = "Steps of DAPO, at least 20 (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--problems",
      defaultValue = "1024",
      paramLabel = "N",
      description = "Test problems, two answers each (default: ${DEFAULT-VALUE}).")
  private int problems;

  @Option(
      names = "--synthetic",
      description =
          "Do not train: show inspect, decompose, linearity and predict on a planted synthetic run."
              + " That is done, too, where LibTorch is not available.")
  private boolean synthetic;

  @Option(names = "--prompts", hidden = true, defaultValue = "64")
  private int prompts;

  @Option(names = "--learning-rate", hidden = true, defaultValue = "3e-5")
  private double learningRate;

  @Option(names = "--validation", hidden = true, defaultValue = "256")
  private int validation;

  @Option(names = "--first-round", hidden = true, defaultValue = "32")
  private int firstRound;

  @Option(names = "--confirm", hidden = true, defaultValue = "512")
  private int confirm;

  @Option(names = "--reach", hidden = true, defaultValue = "1,3,9")
  private String reach;

  @Override
  public Integer call() {
    OwnCommands commands = new OwnCommands(output, new KeptResults(out.resolve("results")));
    if (synthetic || lacksLibTorch(commands)) {
      if (Files.exists(out)) {
        throw EnvironmentException.of("%s exists; name a new directory with --out", out);
      }
      new SyntheticQuickstart(commands, output).run(out, seed);
      return 0;
    }
    TourSettings recipe =
        new TourSettings(
            steps, prompts, learningRate, validation, problems, firstRound, confirm, reach, seed);
    TourFolder folder = new TourFolder(out, recipe);
    TourPlan plan = new TourPlan(folder);
    Tour.Found found = new Tour(folder, plan, commands).take();
    if (output.json()) {
      output.printJson(document(found, report(plan, commands)));
    } else {
      show(found);
      byHand(found, report(plan, commands));
    }
    return 0;
  }

  /** The report's command, run. */
  private List<String> report(TourPlan plan, OwnCommands commands) {
    commands.show(plan.report());
    return plan.report();
  }

  private static boolean lacksLibTorch(OwnCommands commands) {
    try {
      Compute.DEFAULT.load();
      return false;
    } catch (EnvironmentException e) {
      commands.say(e.getMessage() + "; so this is the chain without a training.");
      return true;
    }
  }

  private void show(Tour.Found found) {
    output.out().println();
    FiguresView.table(found.figures()).print(output.out());
    found.figures().rows().stream()
        .filter(row -> !row.refused().isEmpty())
        .forEach(row -> output.out().println(row.model() + " refuses: " + row.refused()));
    output.out().println();
    found.reading().forEach(output.out()::println);
  }

  private void byHand(Tour.Found found, List<String> report) {
    output.out().println();
    output.out().println("By hand (models and the run go to other places than these):");
    lines(found, report).forEach(command -> output.out().println("  " + command));
  }

  private static List<String> lines(Tour.Found found, List<String> report) {
    List<String> all = new ArrayList<>(found.byHand());
    all.add("alpharl " + String.join(" ", report));
    return all;
  }

  private Map<String, Object> document(Tour.Found found, List<String> report) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("directory", out.toString());
    document.put("models", FiguresView.lines(found.figures()));
    document.put("reading", found.reading());
    document.put("commands", lines(found, report));
    document.put("evaluated", found.evaluated().toString());
    document.put("report", report.getLast());
    return document;
  }
}
