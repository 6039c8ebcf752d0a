package io.github.alpharl.cli.run;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.cli.option.FloatType;
import io.github.alpharl.cli.option.ModuleFlags;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.cli.progress.Progress;
import io.github.alpharl.difference.Comparing;
import io.github.alpharl.difference.Difference;
import io.github.alpharl.difference.TensorDifference;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.report.Table;
import io.github.alpharl.run.Masters;
import io.github.alpharl.run.Run;
import io.github.alpharl.safetensors.Dtype;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alpharl diff}: what differs between two checkpoints, or along a run. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description =
        "Compares two checkpoints or two adapters tensor by tensor, the largest difference first; of a"
            + " run alone, each step with the one before. Reads both once.",
    footer = {
      "",
      "Examples:",
      "  alpharl diff Qwen3-8B-Base merged",
      "  alpharl diff step-100/adapter step-200/adapter --json",
      "  alpharl diff checkpoints/my-grpo-run --base Qwen3-8B-Base",
      "  alpharl diff before after --exit-code > /dev/null || echo the weights differ"
    })
public final class Diff implements Callable<Integer> {

  private static final int DIFFERENT = 1;

  @Mixin private Output output;
  @Mixin private ModuleFlags modules;

  @Parameters(
      arity = "1..2",
      paramLabel = "A B|RUN",
      description = "Two directories, of models or of adapters; or the directory of a run.")
  private List<Path> paths;

  @Option(
      names = "--base",
      paramLabel = "DIR",
      description = "Of a run: the base model; by default step 0 of the run.")
  private Path base;

  @Option(
      names = "--top",
      defaultValue = "20",
      paramLabel = "N",
      description = "Tensors to show (default: ${DEFAULT-VALUE}); --json has all.")
  private int top;

  @Option(
      names = "--no-spectrum",
      description = "Leave out σ₁ and the energy share, which take a few sweeps more.")
  private boolean plain;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Tensors at a time; by default all cores.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--as",
      paramLabel = "TYPE",
      description = "Round longer floats of both to this type first, as a merge does: bf16 or f16.")
  private FloatType view;

  private boolean told;

  @Option(names = "--exit-code", description = "End with 1 where something differs.")
  private boolean exitCode;

  /** Two checkpoints and what differs. */
  private record Pair(String first, String second, Difference difference) {}

  @Override
  public Integer call() {
    List<Pair> pairs = paths.size() == 2 ? List.of(compare(paths.get(0), paths.get(1))) : along();
    if (output.json()) {
      output.printJson(
          paths.size() == 2
              ? document(pairs.getFirst())
              : Map.of("run", paths.getFirst().toString(), "pairs", documents(pairs)));
    } else if (paths.size() == 2) {
      print(pairs.getFirst());
    } else {
      print(pairs);
    }
    boolean different = pairs.stream().anyMatch(pair -> !pair.difference().isEmpty());
    return exitCode && different ? DIFFERENT : 0;
  }

  /** Each step of a run beside the one before, the base first. */
  private List<Pair> along() {
    Run run = Run.open(paths.getFirst(), Optional.ofNullable(base));
    List<Path> places = new ArrayList<>(run.steps().values());
    if (!StepCheckpoint.isAdapter(places.getFirst())) {
      places.addFirst(run.base());
    }
    if (places.size() < 2) {
      throw UsageException.of(
          "%s: has one step only, and it is an adapter; name another one to compare it with",
          run.root());
    }
    List<Pair> pairs = new ArrayList<>();
    for (int i = 1; i < places.size(); i++) {
      pairs.add(compare(places.get(i - 1), places.get(i)));
    }
    return pairs;
  }

  private Pair compare(Path a, Path b) {
    try (StepCheckpoint own = StepCheckpoint.open(a);
        StepCheckpoint other = StepCheckpoint.openOver(b, OptionalDouble.empty(), model(own));
        Progress progress = Progress.of("compare", "bytes", 0)) {
      Optional<Dtype> type = Optional.ofNullable(view).map(FloatType::dtype);
      StepCheckpoint first = Masters.as(own, type);
      StepCheckpoint second = Masters.as(other, type);
      tellMasters(first, second);
      Difference found =
          new Comparing(threads, !plain, modules.selection(), progress::advance)
              .between(first, second);
      return new Pair(a.toString(), b.toString(), found);
    }
  }

  private void tellMasters(StepCheckpoint first, StepCheckpoint second) {
    if (!told) {
      Optional<Masters> found = model(first).flatMap(model -> Masters.of(second, model));
      found.ifPresent(
          masters -> output.warn(masters.sentence() + "; --as bf16 compares as merged"));
      told = found.isPresent();
    }
  }

  /** Whose config.json counts where the second has none. */
  private static Optional<HfCheckpoint> model(StepCheckpoint first) {
    return first instanceof HfCheckpoint model ? Optional.of(model) : Optional.empty();
  }

  private static List<Map<String, Object>> documents(List<Pair> pairs) {
    return pairs.stream().map(Diff::document).toList();
  }

  private static Map<String, Object> document(Pair pair) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("first", pair.first());
    document.put("second", pair.second());
    document.put("equal", pair.difference().isEmpty());
    document.put("total", pair.difference().total());
    document.put("groups", pair.difference().groups());
    document.put("tensors", pair.difference().tensors().stream().map(Diff::line).toList());
    return document;
  }

  private static Map<String, Object> line(TensorDifference tensor) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("name", tensor.name());
    line.put("status", word(tensor.status()));
    line.put("firstType", tensor.firstType());
    line.put("secondType", tensor.secondType());
    line.put("shape", tensor.shape());
    line.put("changedShare", finite(tensor.changedShare()));
    line.put("norm", finite(tensor.norm()));
    line.put("relativeNorm", finite(tensor.relativeNorm()));
    line.put("sigma", finite(tensor.sigma()));
    line.put("energyShare", finite(tensor.energyShare()));
    line.put("nonFinite", tensor.nonFinite());
    return line;
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
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

  private void print(Pair pair) {
    Difference found = pair.difference();
    Difference.Group total = found.total();
    output.out().printf("A  %s%nB  %s%n", pair.first(), pair.second());
    if (found.isEmpty()) {
      output
          .out()
          .printf("equal: all %d tensors, %,d elements%n", total.tensors(), total.elements());
      types(found);
      return;
    }
    output
        .out()
        .printf(
            "%d of %d tensors differ, %s of %,d elements, ‖Δ‖ = %s%n%n",
            total.changed(),
            total.tensors(),
            Table.percent(total.changedShare()),
            total.elements(),
            Table.significant(total.norm()));
    tensors(found.worstFirst());
    output.out().println();
    groups(found);
    types(found);
  }

  private void tensors(List<TensorDifference> worst) {
    Table table = new Table("tensor", "what", "changed", "‖Δ‖", "‖Δ‖/‖A‖", "σ₁", "σ₁/‖Δ‖");
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
                    Table.percent(t.energyShare())));
    table.print(output.out());
    if (worst.size() > top) {
      output.out().printf("… and %d more (--top N, --json)%n", worst.size() - top);
    }
    long odd = worst.stream().mapToLong(TensorDifference::nonFinite).sum();
    if (odd > 0) {
      output.out().printf("note: %,d elements are NaN or infinite; norms leave them out%n", odd);
    }
  }

  private void groups(Difference found) {
    Table table = new Table("group", "tensors", "differ", "changed", "‖Δ‖");
    found
        .groups()
        .forEach(
            group ->
                table.row(
                    group.name(),
                    group.tensors(),
                    group.changed(),
                    Table.percent(group.changedShare()),
                    Table.significant(group.norm())));
    table.print(output.out());
  }

  /** Values may be equal in other types. */
  private void types(Difference found) {
    long other =
        found.tensors().stream()
            .filter(t -> !t.firstType().isEmpty() && !t.secondType().isEmpty())
            .filter(t -> !t.firstType().equals(t.secondType()))
            .count();
    if (other > 0) {
      output.out().printf("note: %d tensors are of another type in B%n", other);
    }
  }

  private void print(List<Pair> pairs) {
    Table table = new Table("from", "to", "differ", "changed", "‖Δ‖", "largest ‖Δ‖/‖A‖");
    for (Pair pair : pairs) {
      Difference.Group total = pair.difference().total();
      List<TensorDifference> worst = pair.difference().worstFirst();
      table.row(
          pair.first(),
          pair.second(),
          total.changed() + " of " + total.tensors(),
          Table.percent(total.changedShare()),
          Table.significant(total.norm()),
          worst.isEmpty()
              ? "–"
              : Table.significant(worst.getFirst().relativeNorm()) + " " + worst.getFirst().name());
    }
    table.print(output.out());
  }
}
