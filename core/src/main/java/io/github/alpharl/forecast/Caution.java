package io.github.alpharl.forecast;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.github.alpharl.failure.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** What a forecast cannot well support, said loudly: one sentence each, for the user. */
public final class Caution {

  /** z* this many widths of the observed range outside it is called far. */
  public static final double FAR = 1;

  private Caution() {}

  /** The warnings about {@code forecasts}, the modules of one run, aimed at {@code goal}. */
  public static List<String> about(List<ModuleForecast> forecasts, ModuleWindow any, Goal goal) {
    List<String> cautions = new ArrayList<>();
    aboutTarget(cautions, any, goal);
    aboutPoints(cautions, any);
    aboutDistance(cautions, forecasts);
    aboutSigns(cautions, forecasts);
    aboutStill(cautions, forecasts);
    aboutValidation(cautions, forecasts);
    return cautions;
  }

  private static void aboutTarget(List<String> cautions, ModuleWindow window, Goal goal) {
    if (goal.score() <= window.highest()) {
      cautions.add(
          say(
              "the target accuracy %s is not above the best observed score %s: this interpolates"
                  + " within the window instead of forecasting",
              Wording.number(goal.score()), Wording.number(window.highest())));
    }
  }

  private static void aboutPoints(List<String> cautions, ModuleWindow window) {
    if (window.size() == 2) {
      cautions.add(
          "the window holds 2 checkpoints, through which every line passes: R² is always 1 and means"
              + " nothing");
    }
  }

  private static void aboutDistance(List<String> cautions, List<ModuleForecast> forecasts) {
    List<String> far = names(forecasts, f -> f.diagnostics().extrapolation() > FAR);
    if (!far.isEmpty()) {
      double furthest =
          forecasts.stream().mapToDouble(f -> f.diagnostics().extrapolation()).max().orElseThrow();
      cautions.add(
          say(
              "the target lies more than %s times the observed range beyond it in %d of %d modules"
                  + " (%s; furthest %s times): a straight line is not known to hold that far",
              Wording.number(FAR),
              far.size(),
              forecasts.size(),
              listed(far),
              Wording.number(furthest)));
    }
  }

  /** A slope whose sign disagrees: the predicted update shrinks where most grow, or the reverse. */
  private static void aboutSigns(List<String> cautions, List<ModuleForecast> forecasts) {
    List<String> shrinking = names(forecasts, f -> f.diagnostics().growth() < 0);
    List<String> growing = names(forecasts, f -> f.diagnostics().growth() > 0);
    if (shrinking.size() > growing.size()) {
      cautions.add(
          say(
              "in %d of %d modules the update shrinks as the score rises: the scores fall along the"
                  + " window, so a higher target leads back towards the base",
              shrinking.size(), forecasts.size()));
    }
    List<String> minority = shrinking.size() > growing.size() ? growing : shrinking;
    if (!minority.isEmpty()) {
      cautions.add(
          say(
              "%d of %d modules %s against the majority as the score rises (%s)",
              minority.size(),
              forecasts.size(),
              minority.size() == 1 ? "moves" : "move",
              listed(minority)));
    }
  }

  private static void aboutStill(List<String> cautions, List<ModuleForecast> forecasts) {
    List<String> still = names(forecasts, f -> f.diagnostics().r2().isEmpty());
    if (!still.isEmpty()) {
      cautions.add(
          say(
              "%d of %d modules never %s mean update (%s)",
              still.size(),
              forecasts.size(),
              still.size() == 1
                  ? "moves with the score and keeps its"
                  : "move with the score and keep their",
              listed(still)));
    }
  }

  private static void aboutValidation(List<String> cautions, List<ModuleForecast> forecasts) {
    List<String> noise = names(forecasts, f -> f.diagnostics().q2().orElse(1) <= 0);
    if (!noise.isEmpty()) {
      cautions.add(
          say(
              "Q² ≤ 0 in %d of %d modules (%s): a line fitted without one checkpoint foretells its"
                  + " score no better than the mean does",
              noise.size(), forecasts.size(), listed(noise)));
    }
  }

  @FormatMethod
  private static String say(@FormatString String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }

  private static List<String> names(List<ModuleForecast> all, Predicate<ModuleForecast> which) {
    return all.stream().filter(which).map(ModuleForecast::module).toList();
  }

  private static String listed(List<String> names) {
    String first = String.join(", ", names.stream().limit(3).toList());
    return names.size() > 3 ? first + ", …" : first;
  }
}
