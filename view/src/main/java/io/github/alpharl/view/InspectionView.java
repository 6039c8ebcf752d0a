package io.github.alpharl.view;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.WeightChanges;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.report.Ink;
import io.github.alpharl.report.Table;
import io.github.alpharl.run.Inspection;
import io.github.alpharl.safetensors.Tensor;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run consists of.
 *
 * @param found it
 * @param unread what people are told where it was not read which weights changed
 */
public record InspectionView(Inspection found, Optional<String> unread) implements View {

  /**
   * What the last usable step changed.
   *
   * @param weights of the base
   * @param beside changed weights that no analysis covers
   */
  private record Coverage(
      long step, int weights, int changed, int modules, List<Beside> beside, String sentence) {

    static Coverage of(Inspection.Changes changes) {
      WeightChanges found = changes.weights();
      return new Coverage(
          changes.step(),
          found.weights(),
          found.changed().size(),
          found.modules().size(),
          found.besides().stream().map(Beside::of).toList(),
          found.sentence());
    }
  }

  /** A changed weight that no analysis covers; {@code norm} is null where it is no number. */
  private record Beside(String name, Double norm, String reason) {

    static Beside of(WeightChanges.Changed change) {
      return new Beside(
          change.name(), Nullable.finite(change.norm()), change.whyNoModule().orElse(null));
    }
  }

  @Override
  public Map<String, Object> document() {
    HfCheckpoint base = found.base();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("base", found.run().base().toString());
    document.put("architecture", base.config().modelType());
    document.put("parameters", parameters());
    document.put("bytes", base.bytes());
    document.put("dtypes", dtypes());
    document.put("tied", base.tied());
    document.put("modules", found.modules().stream().map(ModuleId::name).toList());
    document.put("steps", found.steps().stream().map(InspectionView::line).toList());
    document.put("notes", found.run().notes());
    document.put("changes", found.changes().map(Coverage::of).orElse(null));
    return document;
  }

  private static Map<String, Object> line(Inspection.Step step) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step.step());
    line.put("path", step.path());
    line.put("kind", step.kind());
    line.put("problem", step.problem());
    return line;
  }

  @Override
  public void print(PrintWriter out) {
    HfCheckpoint base = found.base();
    out.printf(
        "base          %s (%s, %,d parameters, %s, %,d bytes)%n",
        found.run().base(),
        base.config().modelType(),
        parameters(),
        String.join(", ", dtypes().keySet()),
        base.bytes());
    long layers = found.modules().stream().mapToInt(ModuleId::layer).distinct().count();
    out.printf("modules       %d in %s%n", found.modules().size(), Wording.count(layers, "layer"));
    out.printf("embeddings    %s%n", base.tied() ? "tied" : "not tied");
    out.println();
    Table table = new Table("checkpoint", "step", "kind").verdict("unusable", Ink.Tone.BAD);
    found.steps().forEach(step -> table.row(step.path(), step.step(), step.kind()));
    table.print(out);
    found
        .changes()
        .map(changes -> "step " + changes.step() + ": " + changes.weights().sentence())
        .or(() -> unread)
        .ifPresent(sentence -> out.printf("%nchanges       %s%n", sentence));
  }

  private long parameters() {
    return found.base().tensors().values().stream().mapToLong(Tensor::size).sum();
  }

  private Map<String, Long> dtypes() {
    Map<String, Long> counts = new TreeMap<>();
    found.base().tensors().values().forEach(t -> counts.merge(t.dtype().name(), 1L, Long::sum));
    return counts;
  }
}
