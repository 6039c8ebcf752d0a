package io.github.alpharl.reproduce.tour;

import io.github.alpharl.reproduce.tour.PlannedCommand.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a quickstart keeps what: its run, the models of its table and the names of the parts that
 * make and measure them.
 *
 * @param root the folder
 * @param recipe what is done
 */
public record TourFolder(Path root, TourSettings recipe) {

  /** The run that is trained. */
  public Path run() {
    return root.resolve("run");
  }

  /** A checkpoint of it. */
  public Path step(int step) {
    return run().resolve("step-" + step);
  }

  /** The options of its training. */
  public Path trainingOptions() {
    return root.resolve("train.json");
  }

  /** The options of the accelerated training. */
  public Path regroundingOptions() {
    return root.resolve("accelerate.json");
  }

  /** The run that re-grounding trains. */
  public Path regroundedRun() {
    return root.resolve(Regrounded.PART);
  }

  /** The figures, as JSON lines. */
  public Path evaluated() {
    return root.resolve("evaluated.jsonl");
  }

  /** The page. */
  public Path report() {
    return root.resolve("report.html");
  }

  /** The table's models, in its order. */
  public List<Model> models() {
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

  /** The name of the part that forecasts from a window, in per cent. */
  public static String forecast(int window) {
    return "forecast-" + window;
  }

  /** The name of the part that searches from a window, in per cent. */
  public static String search(int window) {
    return "search-" + window;
  }

  private Model made(String name, int steps, String maker) {
    return new Model(name, steps, directory(maker), Optional.of(maker));
  }

  /** The model that a part writes. */
  public Path directory(String maker) {
    return root.resolve("models").resolve(maker);
  }

  /** The name of the part that evaluates {@code model}. */
  public static String evaluation(Model model) {
    return "evaluate-" + key(model);
  }

  /** What a model is called in the names of parts and folders. */
  public static String key(Model model) {
    return model.maker().orElse(model.directory().getFileName().toString());
  }
}
