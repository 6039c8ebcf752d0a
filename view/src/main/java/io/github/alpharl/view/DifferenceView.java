package io.github.alpharl.view;

import io.github.alpharl.difference.Difference;
import io.github.alpharl.difference.TensorDifference;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.report.Ink;
import io.github.alpharl.report.Ink.Tone;
import io.github.alpharl.report.Table;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What differs between two checkpoints.
 *
 * @param first where one lies
 * @param second where the other lies
 * @param difference between them
 * @param top tensors that people are shown
 * @param more how they get the others
 */
public record DifferenceView(
    String first, String second, Difference difference, int top, String more) implements View {

  @Override
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("first", first);
    document.put("second", second);
    document.put("equal", difference.isEmpty());
    document.put("total", difference.total());
    document.put("groups", difference.groups());
    document.put("tensors", difference.tensors().stream().map(DifferenceView::line).toList());
    return document;
  }

  private static Map<String, Object> line(TensorDifference tensor) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("name", tensor.name());
    line.put("status", word(tensor.status()));
    line.put("firstType", tensor.firstType());
    line.put("secondType", tensor.secondType());
    line.put("shape", tensor.shape());
    line.put("changedShare", Nullable.finite(tensor.changedShare()));
    line.put("norm", Nullable.finite(tensor.norm()));
    line.put("relativeNorm", Nullable.finite(tensor.relativeNorm()));
    line.put("sigma", Nullable.finite(tensor.sigma()));
    line.put("normShare", Nullable.finite(tensor.normShare()));
    line.put("nonFinite", tensor.nonFinite());
    return line;
  }

  private static String word(TensorDifference.Status status) {
    return switch (status) {
      case EQUAL -> "equal";
      case CHANGED -> "changed";
      case SHAPE -> "other shape";
      case ONLY_IN_FIRST -> "only in A";
      case ONLY_IN_SECOND -> "only in B";
    };
  }

  @Override
  public void print(PrintWriter out) {
    Difference.Group total = difference.total();
    out.printf("A  %s%nB  %s%n", first, second);
    if (difference.isEmpty()) {
      out.print(Ink.of(out, Tone.GOOD, "equal:"));
      out.printf(
          " all %s, %,d elements%n", Wording.count(total.tensors(), "tensor"), total.elements());
    } else {
      out.printf(
          "%d of %d tensors %s, %s of %,d elements, ‖Δ‖ = %s%n%n",
          total.changed(),
          total.tensors(),
          total.changed() == 1 ? "differs" : "differ",
          Table.percent(total.changedShare()),
          total.elements(),
          Table.significant(total.norm()));
      tensors(out, difference.worstFirst());
      out.println();
      groups().print(out);
    }
    types(out);
  }

  private void tensors(PrintWriter out, List<TensorDifference> worst) {
    Table table = new Table("tensor", "what", "changed", "‖Δ‖", "‖Δ‖/‖A‖", "σ₁", "σ₁/‖Δ‖");
    List.of("other shape", "only in A", "only in B").forEach(w -> table.verdict(w, Tone.DOUBT));
    worst.stream()
        .limit(top)
        .forEach(
            t ->
                table.row(
                    t.name(),
                    word(t.status()),
                    Table.percent(t.changedShare()),
                    Table.significant(t.norm()),
                    Table.significant(t.relativeNorm()),
                    Table.significant(t.sigma()),
                    Table.percent(t.normShare())));
    table.print(out);
    if (worst.size() > top) {
      out.printf("… and %d more (%s)%n", worst.size() - top, more);
    }
    long odd = worst.stream().mapToLong(TensorDifference::nonFinite).sum();
    if (odd > 0) {
      out.printf("note: %,d elements are NaN or infinite; norms leave them out%n", odd);
    }
  }

  private Table groups() {
    Table table = new Table("group", "tensors", "differ", "changed", "‖Δ‖");
    for (Difference.Group group : difference.groups()) {
      table.row(
          group.name(),
          group.tensors(),
          group.changed(),
          Table.percent(group.changedShare()),
          Table.significant(group.norm()));
    }
    return table;
  }

  /** Values may be equal in other types. */
  private void types(PrintWriter out) {
    long other =
        difference.tensors().stream()
            .filter(t -> !t.firstType().isEmpty() && !t.secondType().isEmpty())
            .filter(t -> !t.firstType().equals(t.secondType()))
            .count();
    if (other > 0) {
      out.printf(
          "note: %s of another type in B%n", Wording.count(other, "tensor is", "tensors are"));
    }
  }
}
