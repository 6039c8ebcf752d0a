package io.github.alpharl.view;

import io.github.alpharl.forecast.Composition;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.forecast.ModuleForecast;
import io.github.alpharl.forecast.UpdateForecast;
import io.github.alpharl.forecast.curve.CurveChoice;
import io.github.alpharl.report.Table;
import io.github.alpharl.study.Prediction;
import io.github.alpharl.update.Update;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A prediction and what was written of it.
 *
 * @param forecaster its name
 * @param prediction it
 * @param written the model that was written, with the search that found it
 */
public record PredictionView(String forecaster, Prediction prediction, Map<String, Object> written)
    implements View {

  /** One module of the JSON document; undefined figures are null. */
  private record Line(
      String name,
      Double r2,
      Double q2,
      Double slope,
      Double zStar,
      Double extrapolation,
      Double norm,
      double[] head,
      double[] weights) {

    static Line of(UpdateForecast forecast) {
      double[] weights = forecast.update().weights();
      if (forecast.fit().isEmpty()) {
        return new Line(forecast.module(), null, null, null, null, null, null, null, weights);
      }
      ModuleForecast fit = forecast.fit().get();
      return new Line(
          forecast.module(),
          Nullable.of(fit.diagnostics().r2()),
          Nullable.of(fit.diagnostics().q2()),
          fit.diagnostics().slope(),
          fit.diagnostics().zStar(),
          fit.diagnostics().extrapolation(),
          fit.norm(),
          fit.head(),
          weights);
    }
  }

  /** What was written, in a sentence for its README. */
  public static String what(String forecaster, Prediction prediction, Composition composition) {
    Goal goal = prediction.goal();
    return "Predicted by alpharl (forecaster "
        + forecaster
        + (composition == null
            ? ""
            : ", composition " + composition.name().toLowerCase(Locale.ROOT))
        + ") from steps "
        + prediction.steps().getFirst()
        + " to "
        + prediction.steps().getLast()
        + (Double.isNaN(goal.score())
            ? " for the step " + goal.step().orElseThrow()
            : " for the accuracy " + goal.score())
        + ".";
  }

  @Override
  public Map<String, Object> document() {
    Goal goal = prediction.goal();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("window", prediction.steps());
    document.put("forecaster", forecaster);
    document.put("targetAccuracy", Nullable.finite(goal.score()));
    goal.step().ifPresent(step -> document.put("targetStep", step));
    goal.curve().ifPresent(curve -> document.put("curve", curve(curve)));
    document.put("cautions", prediction.cautions());
    document.put("modules", prediction.forecasts().stream().map(Line::of).toList());
    document.putAll(written);
    return document;
  }

  private static Map<String, Object> curve(CurveChoice choice) {
    Map<String, Object> curve = new LinkedHashMap<>();
    curve.put("name", choice.curve().name().toLowerCase(Locale.ROOT));
    curve.put("parameters", choice.parameters());
    curve.put("value", choice.value());
    curve.put("low", choice.low());
    curve.put("high", choice.high());
    curve.put("futureError", choice.futureError());
    return curve;
  }

  @Override
  public void print(PrintWriter out) {
    Goal goal = prediction.goal();
    List<Long> steps = prediction.steps();
    String aim =
        Double.isNaN(goal.score())
            ? "step " + goal.step().orElseThrow()
            : "accuracy " + Table.number(goal.score(), 4);
    out.printf(
        "Window: %d checkpoints, steps %d to %d; forecaster %s; target %s%n",
        steps.size(), steps.getFirst(), steps.getLast(), forecaster, aim);
    List<UpdateForecast> forecasts = prediction.forecasts();
    List<ModuleForecast> fits = forecasts.stream().flatMap(f -> f.fit().stream()).toList();
    (fits.isEmpty() ? mixtures(steps, forecasts) : fits(fits)).print(out);
    new WrittenView(document()).print(out);
  }

  private static Table fits(List<ModuleForecast> fits) {
    Table table =
        new Table(
            "module", "R² of ‖ΔW‖u₁", "Q² of ‖ΔW‖u₁", "‖ΔW‖ last", "‖ΔW‖ predicted", "beyond");
    for (ModuleForecast forecast : fits) {
      table.row(
          forecast.module(),
          Table.number(forecast.diagnostics().r2().orElse(Double.NaN), 3),
          Table.number(forecast.diagnostics().q2().orElse(Double.NaN), 3),
          Table.significant(forecast.last().norm()),
          Table.significant(forecast.norm()),
          Table.number(forecast.diagnostics().extrapolation(), 2));
    }
    return table;
  }

  private static Table mixtures(List<Long> steps, List<UpdateForecast> forecasts) {
    Table table = new Table("module", "predicted update");
    forecasts.forEach(forecast -> table.row(forecast.module(), terms(steps, forecast.update())));
    return table;
  }

  /** Such as {@code 2.5·ΔW(40) − 1.5·ΔW(36)}, the last steps first, three at most. */
  private static String terms(List<Long> steps, Update update) {
    List<String> terms = new ArrayList<>();
    for (int t = steps.size() - 1; t >= 0; t--) {
      double weight = update.weights()[t];
      if (weight != 0) {
        terms.add(Table.number(weight, 3) + "·ΔW(" + steps.get(t) + ")");
      }
    }
    List<String> shown = new ArrayList<>(terms.subList(0, Math.min(3, terms.size())));
    if (terms.size() > shown.size()) {
      shown.add("…");
    }
    if (!update.isMixture()) {
      shown.add("rank " + update.left().length);
    }
    return String.join(" + ", shown).replace("+ -", "− ");
  }
}
