package io.github.alpharl.reproduce.item;

import io.github.alpharl.report.LinePanel;
import io.github.alpharl.report.LinePanel.Axis;
import io.github.alpharl.report.Picture;
import io.github.alpharl.reproduce.item.SeedFigure.Format;
import io.github.alpharl.reproduce.measure.Request;
import io.github.alpharl.reproduce.measure.Result;
import io.github.alpharl.reproduce.measure.RunModel;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.reproduce.run.Catalogue;
import io.github.alpharl.reproduce.run.LabRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Figures 12 to 14: what training changed in greedy answers. */
final class Figures12To14 implements Item {

  private static final List<Integer> PREFIXES = List.of(0, 1, 2, 4, 8, 16);

  @Override
  public String name() {
    return "figures-12-14";
  }

  @Override
  public String title() {
    return "Figures 12 to 14: what training changed in greedy answers";
  }

  @Override
  public String paper() {
    return "a small share of the trained model's tokens is not the base's likeliest; a few first"
        + " tokens of the rank-1 model's answer let the base solve most problems; embeddings hardly"
        + " move under RL.";
  }

  @Override
  public ItemReport report(Findings findings) {
    Grid views =
        new Grid(
            "Greedy answers to test problems, seen by the base",
            "answers of",
            "accuracy",
            "non-greedy tokens, %",
            "perplexity",
            "shift of embeddings");
    List<String> columns = new ArrayList<>(List.of("guide"));
    PREFIXES.forEach(n -> columns.add(n + " tokens"));
    Grid guidance = new Grid("Accuracy of the base after the guide's first tokens", columns);
    List<LinePanel.Series> lines = new ArrayList<>();
    String first = findings.size().algorithms().getFirst();
    views.row(
        "base",
        value(findings, first, false, Format.SHARE, b -> b.base().accuracy()),
        value(findings, first, false, Format.PERCENT, b -> b.base().nonGreedyShare()),
        value(findings, first, false, Format.SIGNIFICANT, b -> b.base().perplexity()),
        "0");
    for (String algorithm : findings.allAlgorithms()) {
      for (boolean rank1 : new boolean[] {false, true}) {
        String label = Findings.label(algorithm) + (rank1 ? ", rank 1" : "");
        views.row(
            label,
            value(findings, algorithm, rank1, Format.SHARE, b -> b.trained().accuracy()),
            value(findings, algorithm, rank1, Format.PERCENT, b -> b.trained().nonGreedyShare()),
            value(findings, algorithm, rank1, Format.SIGNIFICANT, b -> b.trained().perplexity()),
            value(findings, algorithm, rank1, Format.SIGNIFICANT, Result.Behaved::meanShift));
        List<SeedFigure> byPrefix =
            PREFIXES.stream()
                .map(n -> value(findings, algorithm, rank1, Format.SHARE, b -> guided(b, n)))
                .toList();
        List<Object> row = new ArrayList<>(List.of(label));
        row.addAll(byPrefix);
        guidance.row(row);
        if (rank1) {
          lines.add(
              SeedLines.line(Findings.label(algorithm), new double[] {0, 1, 2, 3, 4, 5}, byPrefix));
        }
      }
    }
    Picture picture =
        new Picture("The base continues the rank-1 model's answers", 1)
            .add(
                new LinePanel(
                    "Accuracy by tokens of guidance",
                    Axis.named("tokens given", PREFIXES.stream().map(String::valueOf).toList()),
                    Axis.shares("accuracy of the base", 0),
                    lines));
    return new ItemReport(
        List.of(views, guidance),
        List.of("The lab trains no embeddings, so that their shift is 0 by construction."),
        Optional.of(picture));
  }

  private static SeedFigure value(
      Findings findings,
      String algorithm,
      boolean rank1,
      Format format,
      ToDoubleFunction<Result.Behaved> figure) {
    return findings.over(
        format,
        seed -> {
          LabRun run = Catalogue.easy(algorithm, seed);
          RunModel model =
              rank1 ? findings.rank1(run) : new RunModel.Step(run, findings.runs().last(run));
          return findings.figure(new Request.Behave(model), figure);
        });
  }

  private static double guided(Result.Behaved found, int tokens) {
    return found.guidance().getOrDefault(tokens, Double.NaN);
  }
}
