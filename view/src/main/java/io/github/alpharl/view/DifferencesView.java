package io.github.alpharl.view;

import io.github.alpharl.difference.Difference;
import io.github.alpharl.difference.TensorDifference;
import io.github.alpharl.report.Table;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What differs between the neighbouring steps of a run.
 *
 * @param run where it lies
 * @param pairs in the order of the steps
 */
public record DifferencesView(String run, List<DifferenceView> pairs) implements View {

  @Override
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("run", run);
    document.put("pairs", pairs.stream().map(DifferenceView::document).toList());
    return document;
  }

  @Override
  public void print(PrintWriter out) {
    Table table = new Table("from", "to", "differ", "changed", "‖Δ‖", "largest ‖Δ‖/‖A‖", "of");
    for (DifferenceView pair : pairs) {
      Difference.Group total = pair.difference().total();
      table.row(
          pair.first(),
          pair.second(),
          total.changed() + " of " + total.tensors(),
          Table.percent(total.changedShare()),
          Table.significant(total.norm()),
          worst(pair, tensor -> Table.significant(tensor.relativeNorm())),
          worst(pair, TensorDifference::name));
    }
    table.print(out);
  }

  private static String worst(DifferenceView pair, Function<TensorDifference, String> shown) {
    return pair.difference().worstFirst().stream().findFirst().map(shown).orElse("–");
  }
}
