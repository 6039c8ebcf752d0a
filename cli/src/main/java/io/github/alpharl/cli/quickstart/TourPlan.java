package io.github.alpharl.cli.quickstart;

import io.github.alpharl.reproduce.tour.PlannedCommand;
import io.github.alpharl.reproduce.tour.PlannedCommand.Model;
import io.github.alpharl.reproduce.tour.Regrounded;
import io.github.alpharl.reproduce.tour.TourSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All commands of a quickstart in {@code root}, by the step of the training that they wait for. */
record TourPlan(Path root, TourSettings recipe) {

  Path run() {
    return root.resolve("run");
  }

  Path step(int step) {
    return run().resolve("step-" + step);
  }

  Path trainingOptions() {
    return root.resolve("train.json");
  }

  Path regroundingOptions() {
    return root.resolve("accelerate.json");
  }

  Path regroundedRun() {
    return root.resolve(Regrounded.PART);
  }

  Path evaluated() {
    return root.resolve("evaluated.jsonl");
  }

  Path report() {
    return root.resolve("report.html");
  }

  List<String> train() {
    return trained("train", List.of(), trainingOptions(), run());
  }

  /** A command that trains as the tour does. */
  private List<String> trained(String name, List<String> budget, Path options, Path out) {
    List<String> command =
        new ArrayList<>(List.of(name, "--task", TourSettings.TASK, "--algorithm", "dapo"));
    command.addAll(List.of("--seed", Long.toString(recipe.seed())));
    command.addAll(budget);
    command.addAll(List.of("--config", options.toString(), "--out", out.toString()));
    return List.copyOf(command);
  }

  List<String> reportCommand() {
    return List.of(
        "report",
        run().toString(),
        "--scores",
        run().resolve("scores.csv").toString(),
        "--store",
        run().resolve(".alpharl").toString(),
        "--evaluated",
        evaluated().toString(),
        "--out",
        report().toString());
  }

  /** The table's models, in its order. */
  List<Model> models() {
    List<Model> models = new ArrayList<>();
    models.add(new Model("base", 0, step(0), Optional.empty()));
    for (int window : TourSettings.WINDOWS) {
      int end = recipe.end(window);
      String first = "first " + window + " %";
      models.add(new Model(first + ", last checkpoint", end, step(end), Optional.empty()));
      models.add(made(first + " + AlphaRL, rank 1", end, forecast(window)));
      models.add(made(first + " + search", end, search(window)));
    }
    models.add(
        new Model(
            Regrounded.MODEL,
            recipe.regrounded(),
            regroundedRun().resolve("step-" + recipe.regrounded()),
            Optional.of(Regrounded.PART)));
    models.add(made("rank 1 of the full update", recipe.steps(), "rank-1"));
    models.add(new Model("full model", recipe.steps(), step(recipe.steps()), Optional.empty()));
    return models;
  }

  static String forecast(int window) {
    return "forecast-" + window;
  }

  static String search(int window) {
    return "search-" + window;
  }

  private Model made(String name, int steps, String maker) {
    return new Model(name, steps, directory(maker), Optional.of(maker));
  }

  private Path directory(String maker) {
    return root.resolve("models").resolve(maker);
  }

  /** All but the training and the report, as one would run them after the training. */
  List<PlannedCommand> parts() {
    List<PlannedCommand> parts = new ArrayList<>();
    for (int step = recipe.every(); step <= recipe.steps(); step += recipe.every()) {
      parts.add(decompose(step));
    }
    parts.add(regrounded());
    TourSettings.WINDOWS.forEach(
        window -> {
          parts.add(predict(window));
          parts.add(searched(window));
        });
    parts.add(rank1());
    models().forEach(model -> parts.add(evaluate(model)));
    return parts;
  }

  /** The same by the step that they wait for; of several decompositions go first. */
  List<PlannedCommand> byStep() {
    return parts().stream().sorted(Comparator.comparingInt(PlannedCommand::after)).toList();
  }

  /** One after another: each starts from the factors of the two steps before it. */
  private PlannedCommand decompose(int step) {
    List<String> command =
        List.of("decompose", run().toString(), "--steps", step + ".." + step, "--threads", "1");
    List<String> needs =
        step == recipe.every() ? List.of() : List.of(decomposed(step - recipe.every()));
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
        forecast(window),
        List.of("--forecaster", "alpharl", "--target-step", Integer.toString(recipe.steps())));
  }

  private PlannedCommand searched(int window) {
    return forecaster(
        window,
        search(window),
        List.of(
            "--search",
            TourSettings.TASK,
            "--first-round",
            Integer.toString(recipe.firstRound()),
            "--confirm",
            Integer.toString(recipe.confirm()),
            "--reach",
            recipe.reach()));
  }

  private PlannedCommand forecaster(int window, String name, List<String> target) {
    int end = recipe.end(window);
    List<String> command = new ArrayList<>(List.of("predict", run().toString()));
    command.addAll(List.of("--window", "1.." + end));
    command.addAll(target);
    command.addAll(List.of("--threads", "1", "--out", directory(name).toString()));
    return new PlannedCommand(
        name,
        command,
        end + 1,
        List.of(decomposed(end)),
        Optional.of(directory(name)),
        Optional.empty());
  }

  /** It goes on by itself after a kill, so what it has left is kept. */
  private PlannedCommand regrounded() {
    List<String> budget = List.of("--budget", Integer.toString(recipe.regrounded()), "--leg", "2");
    List<String> command = trained("accelerate", budget, regroundingOptions(), regroundedRun());
    return new PlannedCommand(
        Regrounded.PART,
        command,
        recipe.end(TourSettings.WINDOWS.getLast()) + 1,
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  private PlannedCommand rank1() {
    String last = Integer.toString(recipe.steps());
    Path out = directory("rank-1");
    return new PlannedCommand(
        "rank-1",
        List.of(
            "reconstruct",
            run().toString(),
            "--step",
            last,
            "--rank",
            "1",
            "--out",
            out.toString()),
        recipe.steps(),
        List.of(decomposed(recipe.steps())),
        Optional.of(out),
        Optional.empty());
  }

  /** The name of the part that evaluates {@code model}. */
  static String evaluation(Model model) {
    return "evaluate-" + key(model);
  }

  private static String key(Model model) {
    return model.maker().orElse(model.directory().getFileName().toString());
  }

  private PlannedCommand evaluate(Model model) {
    Path out = root.resolve("evaluations").resolve(key(model));
    List<String> command =
        List.of(
            "evaluate",
            model.directory().toString(),
            "--benchmark",
            TourSettings.TASK,
            "--limit",
            Integer.toString(recipe.problems()),
            "--samples",
            Integer.toString(TourSettings.SAMPLES),
            "--temperature",
            "0.6",
            "--out",
            out.toString());
    return new PlannedCommand(
        evaluation(model),
        command,
        model.steps(), // its maker waits longer where it must
        model.maker().map(List::of).orElse(List.of()),
        Optional.empty(),
        Optional.of(model));
  }
}
