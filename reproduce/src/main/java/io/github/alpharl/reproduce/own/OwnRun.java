package io.github.alpharl.reproduce.own;

import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.factor.Subspaces;
import io.github.alpharl.race.Estimate;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.Judge;
import io.github.alpharl.study.Reconstruction;
import io.github.alpharl.study.RunStudy;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A run of one's own with what its figures are made of.
 *
 * @param study the run, its checkpoints there
 * @param scores of its steps, where there are any
 * @param judge of models, where there is one
 * @param tell hears what is measured
 */
public record OwnRun(
    RunStudy study, Optional<ScoreSeries> scores, Optional<Judge> judge, Consumer<String> tell) {

  private static final int LONGEST = 90;

  /** The first direction of the update. */
  static final Subspaces FIRST = new Subspaces.Top(new Rank.Count(1));

  /** A part of a step's update. */
  record Part(long step, Subspaces kept, double scale, List<String> modules) {

    /** The first directions, norm-matched, of all modules. */
    static Part of(long step, Rank rank) {
      return new Part(step, new Subspaces.Top(rank), 1, List.of());
    }
  }

  /** Steps with a checkpoint, rising, without the base. */
  List<Long> steps() {
    return study.run().steps().keySet().stream().filter(step -> step > 0).sorted().toList();
  }

  long last() {
    return steps().getLast();
  }

  /** The last saved step up to {@code percent} of the run, or the first. */
  long stepAt(int percent) {
    long bound = percent * last() / 100;
    return steps().stream()
        .filter(step -> step <= bound)
        .reduce((_, b) -> b)
        .orElse(steps().getFirst());
  }

  /** The accuracy of the base. */
  Estimate base() {
    return measured(
        "the base",
        study.weights().fingerprint(),
        () -> ModelComposer.unchanged(study.weights().base()));
  }

  /** The accuracy of a checkpoint as it is. */
  Estimate step(long step) {
    Reconstruction.Plan plan = new Reconstruction.Plan(step, FIRST, 1, true, List.of(), true);
    return measured("step " + step, identity(step), () -> new Reconstruction(study, plan).whole());
  }

  /** The accuracy of the base with a part of a step's update. */
  Estimate part(Part part) {
    Reconstruction.Plan plan =
        new Reconstruction.Plan(
            part.step(), part.kept(), part.scale(), true, part.modules(), false);
    return measured(
        "step " + part.step() + ", " + words(part),
        identity(part.step()) + study.options().modelSettings(),
        () -> new Reconstruction(study, plan).model());
  }

  private static String words(Part part) {
    String kept =
        part.kept() instanceof Subspaces.Only(int index)
            ? "direction " + index + " alone"
            : "rank " + part.kept().needed();
    String scale = part.scale() == 1 ? "" : ", λ = " + part.scale();
    String modules = part.modules().isEmpty() ? "" : ", modules " + part.modules();
    return kept + scale + modules;
  }

  private String identity(long step) {
    return study.weights().fingerprint() + "\n" + study.weights().fingerprint(step);
  }

  /** The accuracy of a model that {@code name} tells apart among those of {@code identity}. */
  Estimate measured(String name, String identity, Supplier<ModelComposer> model) {
    Estimate found =
        judge.orElseThrow().accuracy(String.join("\n", "own run", name, identity), model);
    String said = name.length() > LONGEST ? name.substring(0, LONGEST) + "…" : name;
    tell.accept(String.format(Locale.ROOT, "%s: %.3f", said, found.value()));
    return found;
  }
}
