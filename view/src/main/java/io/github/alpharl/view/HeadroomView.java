package io.github.alpharl.view;

import io.github.alpharl.accelerate.Headroom;
import io.github.alpharl.report.Ink;
import io.github.alpharl.report.Table;
import java.io.PrintWriter;
import java.util.List;

/**
 * Whether larger steps would pay, run by run.
 *
 * @param rows of the runs
 * @param judged whether suggestions were compared with the truth
 */
public record HeadroomView(List<Headroom.Row> rows, boolean judged) implements View {

  private record Document(List<Headroom.Row> runs, Integer hits, Integer judged) {}

  @Override
  public Object document() {
    return new Document(rows, judged ? hits() : null, judged ? compared() : null);
  }

  private int compared() {
    return (int) rows.stream().filter(row -> row.hit() != null).count();
  }

  private int hits() {
    return (int) rows.stream().filter(row -> row.hit() != null && row.hit()).count();
  }

  @Override
  public void print(PrintWriter out) {
    table().print(out);
    if (judged) {
      out.printf("hits: %d of %d%n", hits(), compared());
    }
  }

  private Table table() {
    Table table =
        new Table(
            "run",
            "steps",
            "cos(v, v')",
            "straight",
            "‖v‖/‖ΔW‖",
            "cos(v, ΔW)",
            "Q² of u₁",
            "σ₁/‖ΔW‖",
            "score",
            "gain a step",
            "probe: 1 + f",
            "gain",
            "rate",
            "true gain of f = 1",
            "pays",
            "hit");
    rows.forEach(row -> table.row(cells(row)));
    return table.verdict("yes", Ink.Tone.GOOD).verdict("no", Ink.Tone.BAD).withoutEmpty();
  }

  private static Object[] cells(Headroom.Row row) {
    return new Object[] {
      row.run(),
      row.window().getFirst() + "–" + row.window().getLast(),
      Table.number(row.cosine(), 3),
      Table.number(row.straightness(), 3),
      Table.number(row.velocity(), 3),
      Table.number(row.along(), 3),
      shown(row.q2(), 3),
      Table.number(row.normShare(), 3),
      shown(row.score(), 3),
      shown(row.gainPerStep(), 4),
      shown(row.rateFactor(), 0),
      shown(row.probeGain(), 3),
      row.suggestion(),
      shown(row.trueGain(), 3),
      said(row.pays()),
      said(row.hit())
    };
  }

  private static String shown(Double value, int digits) {
    return Table.number(value == null ? Double.NaN : value, digits);
  }

  private static String said(Boolean value) {
    return value == null ? "–" : value ? "yes" : "no";
  }
}
