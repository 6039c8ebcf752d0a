package io.github.alpharl.study;

import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.factor.Subspaces;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.race.Estimate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * One step of a run cut to several ranks: a model each in a folder of its own and, with a judge,
 * what each is worth.
 *
 * @param base accuracy of the base, with a judge
 * @param whole accuracy of the step as it is, with a judge
 * @param points in the order that was asked for
 */
public record RankCurve(
    Optional<Estimate> base, Optional<Estimate> whole, List<RankCurve.Point> points) {

  /**
   * A rank's model.
   *
   * @param rank as it was asked for
   * @param written where it lies
   * @param accuracy of it, with a judge
   */
  public record Point(String rank, ModelOutput.Written written, Optional<Estimate> accuracy) {}

  /** Copies the list. */
  public RankCurve {
    points = List.copyOf(points);
  }

  /** The folder of a rank, such as {@code rank-8}, {@code rank-1pct} or {@code direction-2}. */
  public static String folder(String rank) {
    String plain = rank.strip().replaceAll("\\s*%", "pct"); // 1% is 1pct
    return plain.startsWith("i:") ? "direction-" + plain.substring(2) : "rank-" + plain;
  }

  /**
   * Writes a model for each of {@code ranks} below {@code output}'s directory.
   *
   * @param plan of all of them but for what they keep
   * @throws UsageException for a rank that is none, or that is there twice
   */
  public static RankCurve write(
      RunStudy study,
      Reconstruction.Plan plan,
      List<String> ranks,
      ModelOutput output,
      Optional<Judge> judge) {
    List<Subspaces> kept = ranks.stream().map(Subspaces::parse).toList();
    if (new HashSet<>(kept).size() < kept.size()) {
      throw UsageException.of("the ranks %s hold one twice", ranks);
    }
    Reconstruction cut = new Reconstruction(study, plan);
    List<ModelComposer> models = cut.models(kept);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < ranks.size(); i++) {
      String rank = ranks.get(i).strip();
      ModelComposer model = models.get(i);
      String what = "Step " + plan.step() + " cut to rank " + rank + " of its update.";
      ModelOutput.Written written =
          cut.noted(
              output.into(output.out().resolve(folder(rank))).write(study, model, what),
              kept.get(i));
      Optional<Estimate> found =
          judge.map(by -> by.accuracy(key(study, plan) + "\nrank " + rank, () -> model));
      points.add(new Point(rank, written, found));
    }
    Optional<Estimate> base =
        judge.map(by -> by.accuracy(key(study, plan) + "\nbase", () -> base(study)));
    Optional<Estimate> whole =
        judge.map(by -> by.accuracy(key(study, plan) + "\nwhole", cut::whole));
    return new RankCurve(base, whole, points);
  }

  private static ModelComposer base(RunStudy study) {
    return ModelComposer.unchanged(study.weights().base());
  }

  private static String key(RunStudy study, Reconstruction.Plan plan) {
    return String.join(
        "\n",
        study.weights().fingerprint(),
        study.weights().fingerprint(plan.step()),
        plan.toString(),
        study.options().modelSettings());
  }
}
