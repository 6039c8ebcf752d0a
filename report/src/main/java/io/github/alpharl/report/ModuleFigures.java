package io.github.alpharl.report;

import io.github.alpharl.factor.ModulePlace;
import io.github.alpharl.linearity.Linearity;
import io.github.alpharl.linearity.LinearityTable;
import io.github.alpharl.linearity.ModuleProfile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/**
 * The modules of a run as a page shows them: all in the heat map, some in detail, so that a page of
 * thousands of modules and steps stays within a few megabytes.
 */
public final class ModuleFigures {

  /** Modules shown in detail, and points of all their curves together. */
  private static final int DETAILED = 1024;

  private static final int POINTS = 75_000;
  private static final int LEAST_STEPS = 25;
  private static final int MOST_STEPS = 200;

  private final List<ModuleProfile> profiles;
  private final ModuleProfile.Steps steps;
  private final List<Integer> places; // of the modules shown in detail

  /** The figures of {@code profiles}, which were made for {@code steps}. */
  public ModuleFigures(List<ModuleProfile> profiles, ModuleProfile.Steps steps) {
    this.profiles = profiles;
    this.steps = steps;
    this.places = detailed(profiles);
  }

  /** How many of each module's steps are shown where there are so many modules. */
  public static int shownSteps(int modules) {
    int each = POINTS / Math.max(1, Math.min(modules, DETAILED));
    return Math.clamp(each, LEAST_STEPS, MOST_STEPS);
  }

  /** At most {@link #shownSteps} of {@code all}, evenly spread. */
  public static List<Long> shown(List<Long> all, int modules) {
    return Thinning.at(all, Thinning.places(all.size(), shownSteps(modules)));
  }

  /** What is not shown in full, a sentence each. */
  public List<String> thinned() {
    List<String> notes = new ArrayList<>();
    int most = shownSteps(profiles.size());
    if (steps.all().size() > most) {
      notes.add(
          "Curves of modules show "
              + most
              + " of "
              + steps.all().size()
              + " checkpoints, evenly spread; R², Q² and the fitted lines use all.");
    }
    if (places.size() < profiles.size()) {
      notes.add(
          places.size()
              + " of "
              + profiles.size()
              + " modules can be looked at one by one: the first of every cell of the heat map and"
              + " others evenly spread. The heat map and all means use every module.");
    }
    return notes;
  }

  /** The document's part. */
  public ReportDocument.Modules document() {
    int most = shownSteps(profiles.size());
    int checkpoints = profiles.isEmpty() ? 0 : steps.all().size();
    List<Integer> all = Thinning.places(checkpoints, most);
    List<Integer> scored = Thinning.places(steps.scored().size(), most);
    LinearityTable table = ModuleProfile.linearity(profiles);
    Map<ModulePlace, List<Integer>> cells = cells(profiles);
    List<Integer> layers =
        cells.keySet().stream().map(ModulePlace::layer).distinct().sorted().toList();
    List<String> kinds = cells.keySet().stream().map(ModulePlace::kind).distinct().toList();
    return new ReportDocument.Modules(
        profiles.size(),
        steps.all().size(),
        steps.scored().size(),
        boxed(table.meanR2()),
        boxed(table.meanQ2()),
        boxed(table.meanR2Step()),
        Thinning.at(steps.all(), all),
        Thinning.at(ModuleProfile.meanNorms(profiles), all),
        Thinning.at(ModuleProfile.meanShares(profiles), all),
        steps.plane(),
        Thinning.at(steps.scored(), scored),
        Thinning.at(steps.accuracies(), scored),
        layers,
        kinds.stream().map(HeatmapTable::shortened).toList(),
        cells.entrySet().stream()
            .map(cell -> cell(cell.getKey(), cell.getValue(), layers, kinds))
            .toList(),
        places.stream().map(place -> module(profiles.get(place), all, scored)).toList());
  }

  private static Map<ModulePlace, List<Integer>> cells(List<ModuleProfile> profiles) {
    Map<ModulePlace, List<Integer>> cells = new LinkedHashMap<>();
    for (int i = 0; i < profiles.size(); i++) {
      int place = i;
      ModulePlace.of(profiles.get(i).name())
          .map(ModulePlace::ofAllExperts)
          .ifPresent(cell -> cells.computeIfAbsent(cell, key -> new ArrayList<>()).add(place));
    }
    return cells;
  }

  /** The first module of every cell, then others, evenly spread. */
  private static List<Integer> detailed(List<ModuleProfile> profiles) {
    Set<Integer> chosen = new LinkedHashSet<>();
    cells(profiles).values().stream().limit(DETAILED).forEach(cell -> chosen.add(cell.getFirst()));
    int room = DETAILED - chosen.size();
    if (room > 1) {
      chosen.addAll(Thinning.places(profiles.size(), room));
    }
    return chosen.stream().sorted().toList();
  }

  private ReportDocument.Cell cell(
      ModulePlace place, List<Integer> of, List<Integer> layers, List<String> kinds) {
    LinearityTable table = ModuleProfile.linearity(of.stream().map(profiles::get).toList());
    return new ReportDocument.Cell(
        layers.indexOf(place.layer()),
        kinds.indexOf(place.kind()),
        boxed(table.meanR2()),
        boxed(table.meanQ2()),
        boxed(table.meanR2Step()),
        of.size(),
        places.indexOf(of.getFirst()));
  }

  private static ReportDocument.Module module(
      ModuleProfile profile, List<Integer> all, List<Integer> scored) {
    return new ReportDocument.Module(
        profile.name(),
        Thinning.at(profile.norms(), all),
        Thinning.at(profile.shares(), all),
        profile.plane(),
        profile.planeShare(),
        profile.line().map(line -> fit(line, scored)).orElse(null));
  }

  private static ReportDocument.Fit fit(ModuleProfile.Line line, List<Integer> scored) {
    Function<Function<Linearity, OptionalDouble>, Double> figure =
        of -> boxed(of.apply(line.linearity()));
    return new ReportDocument.Fit(
        Thinning.at(line.scores(), scored),
        line.slope(),
        line.intercept(),
        figure.apply(Linearity::r2),
        figure.apply(Linearity::q2),
        figure.apply(Linearity::r2Step));
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
