package io.github.alpharl.cli.command;

import io.github.alpharl.reproduce.tour.PlannedCommand;
import io.github.alpharl.reproduce.tour.PlannedCommand.Model;
import io.github.alpharl.reproduce.tour.Regrounded;
import io.github.alpharl.reproduce.tour.TourCommands;
import io.github.alpharl.reproduce.tour.TourFolder;
import io.github.alpharl.reproduce.tour.TourSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All commands of a quickstart in {@code folder}, by the step of the training that they wait for.
 */
record TourPlan(TourFolder folder) implements TourCommands {

  private TourSettings recipe() {
    return folder.recipe();
  }

  @Override
  public List<String> train() {
    return trained("train", List.of(), folder.trainingOptions(), folder.run());
  }

  /** A command that trains as the tour does. */
  private List<String> trained(String name, List<String> budget, Path options, Path out) {
    List<String> command =
        new ArrayList<>(List.of(name, "--task", TourSettings.TASK, "--algorithm", "dapo"));
    command.addAll(List.of("--seed", Long.toString(recipe().seed())));
    command.addAll(budget);
    command.addAll(List.of("--config", options.toString(), "--out", out.toString()));
    return List.copyOf(command);
  }

  @Override
  public List<String> report() {
    return List.of(
        "report",
        folder.run().toString(),
        "--scores",
        folder.run().resolve("scores.csv").toString(),
        "--store",
        folder.run().resolve(".alpharl").toString(),
        "--evaluated",
        folder.evaluated().toString(),
        "--out",
        folder.report().toString());
  }

  @Override
  public List<PlannedCommand> parts() {
    List<PlannedCommand> parts = new ArrayList<>();
    for (int step = recipe().every(); step <= recipe().steps(); step += recipe().every()) {
      parts.add(decompose(step));
    }
    parts.add(regrounded());
    TourSettings.WINDOWS.forEach(
        window -> {
          parts.add(predict(window));
          parts.add(searched(window));
        });
    parts.add(rank1());
    folder.models().forEach(model -> parts.add(evaluate(model)));
    return parts;
  }

  /** One after another: each starts from the factors of the two steps before it. */
  private PlannedCommand decompose(int step) {
    List<String> command =
        List.of(
            "decompose", folder.run().toString(), "--steps", step + ".." + step, "--threads", "1");
    List<String> needs =
        step == recipe().every() ? List.of() : List.of(decomposed(step - recipe().every()));
    return new PlannedCommand(
        decomposed(step), command, step, needs, Optional.empty(), Optional.empty());
  }

  private static String decomposed(int step) {
    return "decompose-" + step;
  }

  /** The score of the window's end is written before the next checkpoint begins. */
  private PlannedCommand predict(int window) {
    return forecaster(
        window,
        TourFolder.forecast(window),
        List.of("--forecaster", "alpharl", "--target-step", Integer.toString(recipe().steps())));
  }

  private PlannedCommand searched(int window) {
    return forecaster(
        window,
        TourFolder.search(window),
        List.of(
            "--search",
            TourSettings.TASK,
            "--first-round",
            Integer.toString(recipe().firstRound()),
            "--confirm",
            Integer.toString(recipe().confirm()),
            "--reach",
            recipe().reach()));
  }

  private PlannedCommand forecaster(int window, String name, List<String> target) {
    int end = recipe().end(window);
    List<String> command = new ArrayList<>(List.of("predict", folder.run().toString()));
    command.addAll(List.of("--window", "1.." + end));
    command.addAll(target);
    command.addAll(List.of("--threads", "1", "--out", folder.directory(name).toString()));
    return new PlannedCommand(
        name,
        command,
        end + 1,
        List.of(decomposed(end)),
        Optional.of(folder.directory(name)),
        Optional.empty());
  }

  /** It goes on by itself after a kill, so what it has left is kept. */
  private PlannedCommand regrounded() {
    List<String> budget = List.of("--budget", Integer.toString(recipe().regrounded()));
    List<String> command =
        trained("accelerate", budget, folder.regroundingOptions(), folder.regroundedRun());
    return new PlannedCommand(
        Regrounded.PART,
        command,
        recipe().end(TourSettings.WINDOWS.getLast()) + 1,
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  private PlannedCommand rank1() {
    String last = Integer.toString(recipe().steps());
    Path out = folder.directory("rank-1");
    return new PlannedCommand(
        "rank-1",
        List.of(
            "reconstruct",
            folder.run().toString(),
            "--step",
            last,
            "--rank",
            "1",
            "--out",
            out.toString()),
        recipe().steps(),
        List.of(decomposed(recipe().steps())),
        Optional.of(out),
        Optional.empty());
  }

  private PlannedCommand evaluate(Model model) {
    Path out = folder.root().resolve("evaluations").resolve(TourFolder.key(model));
    List<String> command =
        List.of(
            "evaluate",
            model.directory().toString(),
            "--benchmark",
            TourSettings.TASK,
            "--limit",
            Integer.toString(recipe().problems()),
            "--samples",
            Integer.toString(TourSettings.SAMPLES),
            "--temperature",
            "0.6",
            "--out",
            out.toString());
    return new PlannedCommand(
        TourFolder.evaluation(model),
        command,
        model.steps(), // its maker waits longer where it must
        model.maker().map(List::of).orElse(List.of()),
        Optional.empty(),
        Optional.of(model));
  }
}
