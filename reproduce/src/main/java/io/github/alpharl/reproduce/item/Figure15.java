package io.github.alpharl.reproduce.item;

import io.github.alpharl.report.HeatPanel;
import io.github.alpharl.report.Picture;
import io.github.alpharl.reproduce.item.SeedFigure.Format;
import io.github.alpharl.reproduce.measure.Request;
import io.github.alpharl.reproduce.measure.Result;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.reproduce.run.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Figure 15: R² of every module. */
final class Figure15 implements Item {

  private static final List<String> KINDS =
      List.of(
          "self_attn.q_proj",
          "self_attn.k_proj",
          "self_attn.v_proj",
          "self_attn.o_proj",
          "mlp.gate_proj",
          "mlp.up_proj",
          "mlp.down_proj");
  private static final List<String> LAYERS = List.of("0", "1");
  private static final double PALE = 0.5;

  @Override
  public String name() {
    return "figure-15";
  }

  @Override
  public String title() {
    return "Figure 15: R² of u₁, by layer and kind of module";
  }

  @Override
  public String paper() {
    return "R² is over 0.9 in nearly all modules of an 8B model, for all algorithms.";
  }

  @Override
  public ItemReport report(Findings findings) {
    List<String> columns = new ArrayList<>(List.of("module"));
    findings.allAlgorithms().forEach(a -> columns.add(Findings.label(a)));
    Grid grid = new Grid("R² of u₁ over all checkpoints, mean over seeds", columns);
    Picture picture = new Picture("R² of u₁, by layer and kind (pale: 0.5 or less)", 3);
    for (String layer : LAYERS) {
      for (String kind : KINDS) {
        List<Object> row = new ArrayList<>(List.of(layer + "." + kind));
        for (String algorithm : findings.allAlgorithms()) {
          row.add(value(findings, algorithm, layer, kind));
        }
        grid.row(row);
      }
    }
    for (String algorithm : findings.allAlgorithms()) {
      picture.add(panel(findings, algorithm));
    }
    return new ItemReport(List.of(grid), List.of(), Optional.of(picture));
  }

  private static HeatPanel panel(Findings findings, String algorithm) {
    double[][] values = new double[LAYERS.size()][KINDS.size()];
    for (int r = 0; r < LAYERS.size(); r++) {
      for (int c = 0; c < KINDS.size(); c++) {
        values[r][c] = value(findings, algorithm, LAYERS.get(r), KINDS.get(c)).mean();
      }
    }
    return new HeatPanel(
        Findings.label(algorithm),
        LAYERS,
        KINDS.stream().map(kind -> kind.replaceAll(".*\\.", "").replace("_proj", "")).toList(),
        values,
        PALE);
  }

  private static SeedFigure value(Findings findings, String algorithm, String layer, String kind) {
    String name = "model.layers." + layer + "." + kind + ".weight";
    return findings.over(
        Format.SHARE,
        seed ->
            findings.figure(
                new Request.Linear(Catalogue.easy(algorithm, seed), Findings.MODULE),
                found -> r2(found, name)));
  }

  private static double r2(Result.Linear found, String module) {
    return found.modules().stream()
        .filter(fit -> fit.name().equals(module))
        .mapToDouble(Result.ModuleFit::r2)
        .findFirst()
        .orElse(Double.NaN);
  }
}
