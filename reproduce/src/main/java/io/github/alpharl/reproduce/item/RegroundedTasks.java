package io.github.alpharl.reproduce.item;

import io.github.alpharl.lab.network.ModelSize;
import io.github.alpharl.reproduce.run.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Our own table: what table 1 says of re-grounding on chained arithmetic, on two other tasks. */
final class RegroundedTasks implements Item {

  private static final List<Integer> PERCENTS = List.of(10, 40);

  @Override
  public String name() {
    return "regrounding";
  }

  @Override
  public String title() {
    return "Re-grounding in 10 and 40 % of the RL steps on sorting and boxed-sum";
  }

  @Override
  public String paper() {
    return "one-shot forecasts alone; no re-grounding.";
  }

  @Override
  public ItemReport report(Findings findings) {
    List<RegroundedGrid.Line> lines = new ArrayList<>();
    for (String task : Catalogue.OTHER_TASKS) {
      findings.size().algorithms().forEach(algorithm -> lines.add(line(task, algorithm)));
    }
    return new ItemReport(
        List.of(
            RegroundedGrid.of(
                "Re-grounding, and the plain run at ten times its rate",
                findings,
                PERCENTS,
                lines)),
        List.of(
            "Networks of "
                + ModelSize.TINY_128
                + ", from a base of each task; chained arithmetic is in table-1.",
            RegroundedGrid.NOTE),
        Optional.empty());
  }

  private static RegroundedGrid.Line line(String task, String algorithm) {
    ModelSize size = ModelSize.TINY_128;
    return new RegroundedGrid.Line(
        List.of(Findings.label(algorithm), task),
        _ -> true,
        seed -> Catalogue.sized(size, task, algorithm, seed),
        (seed, steps) -> Catalogue.sizedTuned(size, task, algorithm, seed, steps));
  }
}
