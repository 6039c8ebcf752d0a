package io.github.alpharl.reproduce.item;

import io.github.alpharl.reproduce.item.SeedFigure.Format;
import io.github.alpharl.reproduce.measure.Request;
import io.github.alpharl.reproduce.measure.Result;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.reproduce.run.Catalogue;
import io.github.alpharl.reproduce.run.LabRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;

/** Our own table: how many directions keep 99 % of the gain, by task and algorithm. */
final class Rank99 implements Item {

  private static final double BOUND = 0.99;

  @Override
  public String name() {
    return "rank-99";
  }

  @Override
  public String title() {
    return "Rank that keeps 99 % of the gain, by task and algorithm";
  }

  @Override
  public String paper() {
    return "rank 1 recovers over 99 % of the gain in all its RL runs.";
  }

  /** A line of the table. */
  private record Case(String task, String label, LongFunction<LabRun> run) {}

  private static List<Case> cases(Findings findings) {
    List<Case> cases = new ArrayList<>();
    for (String algorithm : findings.allAlgorithms()) {
      cases.add(
          new Case(
              Catalogue.EASY, Findings.label(algorithm), seed -> Catalogue.easy(algorithm, seed)));
    }
    cases.add(new Case(Catalogue.HARD, "DAPO", Catalogue::hard));
    cases.add(new Case(Catalogue.FORMAT, "DAPO", Catalogue::boxed));
    return cases;
  }

  @Override
  public ItemReport report(Findings findings) {
    Grid grid =
        new Grid(
            "Norm-matched rank-k models of the last step",
            "task",
            "algorithm",
            "base",
            "full",
            "rank 1: share of the gain, %",
            "smallest rank that keeps 99 %, by seed");
    List<String> notes = new ArrayList<>();
    for (Case line : cases(findings)) {
      SeedFigure share =
          value(findings, line, Format.PERCENT, f -> f.tried().getOrDefault(1, Double.NaN));
      SeedFigure rank =
          value(findings, line, Format.COUNT, f -> f.rank() > 0 ? f.rank() : Double.NaN);
      grid.row(
          line.task(),
          line.label(),
          value(findings, line, Format.SHARE, Result.RankFound::base),
          value(findings, line, Format.SHARE, Result.RankFound::full),
          share,
          findings.texts(seed -> rank(findings, line, seed)));
      if (!rank.bySeed().isEmpty()) {
        notes.add(sentence(line, share, rank));
      }
    }
    notes.add(
        "The search doubles the rank until 99 % are kept and bisects then; it supposes that more"
            + " directions never keep less. All shares that were tried are in OUT/measured.");
    return new ItemReport(List.of(grid), notes, Optional.empty());
  }

  private static Request.RankNeeded request(Case line, long seed) {
    return new Request.RankNeeded(line.run().apply(seed), BOUND);
  }

  private static String rank(Findings findings, Case line, long seed) {
    return findings
        .results()
        .of(request(line, seed))
        .filter(found -> found.rank() > 0)
        .map(found -> Integer.toString(found.rank()))
        .orElse("");
  }

  private static SeedFigure value(
      Findings findings, Case line, Format format, ToDoubleFunction<Result.RankFound> figure) {
    return findings.over(format, seed -> findings.figure(request(line, seed), figure));
  }

  private static String sentence(Case line, SeedFigure share, SeedFigure rank) {
    int least = rank.bySeed().values().stream().mapToInt(Double::intValue).min().orElseThrow();
    int most = rank.bySeed().values().stream().mapToInt(Double::intValue).max().orElseThrow();
    String who = line.task() + ", " + line.label() + ": ";
    if (most == 1) {
      return who + "rank 1 is enough, it keeps " + share.text() + " % of the gain.";
    }
    return who
        + "rank 1 is not enough, it keeps "
        + share.text()
        + " % of the gain; 99 % take rank "
        + (least == most ? most : least + " to " + most)
        + ".";
  }
}
