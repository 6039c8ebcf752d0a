package io.github.alpharl.reproduce.own;

import io.github.alpharl.failure.Meant;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The paper's figures and table that a single run can give. */
public enum OwnItem {
  /** Rank-k models. */
  FIGURE_3("Relative accuracy of rank-1 and rank-k % models", true, false),
  /** Directions one by one, and λ. */
  FIGURE_4("The i-th direction alone, and the first one scaled by λ", true, false),
  /** Norms and shares. */
  FIGURE_5("Norm and norm share of the update along training", false, false),
  /** The line. */
  FIGURE_6("A module's trajectory, its PLS fit, and a sliding window of modules", false, true),
  /** The map of R². */
  FIGURE_15("R² of u₁, by layer and kind of module", false, true),
  /** Forecasts. */
  TABLE_1("The full run, early windows, and forecasts from them", true, true);

  private final String title;
  private final boolean judged;
  private final boolean scored;

  OwnItem(String title, boolean judged, boolean scored) {
    this.title = title;
    this.judged = judged;
    this.scored = scored;
  }

  /** On the command line and of its files, such as {@code figure-3}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What it shows. */
  public String title() {
    return title;
  }

  /** What it must have and {@code run} has not. */
  Optional<Setting> missing(OwnRun run) {
    if (judged && run.judge().isEmpty()) {
      return Optional.of(Setting.JUDGE);
    }
    return scored && run.scores().isEmpty() ? Optional.of(Setting.SCORES) : Optional.empty();
  }

  OwnReport of(OwnRun run) {
    return switch (this) {
      case FIGURE_3 -> PartFigures.byRank(run);
      case FIGURE_4 -> PartFigures.byDirection(run);
      case FIGURE_5 -> LinearFigures.alongTraining(run);
      case FIGURE_6 -> LinearFigures.trajectory(run);
      case FIGURE_15 -> LinearFigures.heatmap(run);
      case TABLE_1 -> EarlyWindows.report(run);
    };
  }

  /** The item of this name, or every one for {@code all}. */
  public static List<OwnItem> named(String name) {
    List<OwnItem> found =
        Arrays.stream(values())
            .filter(item -> name.equals("all") || item.id().equals(name))
            .toList();
    if (found.isEmpty()) {
      throw UsageException.of(
          "of an own run there is no item '%s'%s; known are %s and all",
          name, Meant.hint(name, names()), String.join(", ", names()));
    }
    return found;
  }

  private static List<String> names() {
    return Arrays.stream(values()).map(OwnItem::id).toList();
  }
}
