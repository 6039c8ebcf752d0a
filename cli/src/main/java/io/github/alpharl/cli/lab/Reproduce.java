package io.github.alpharl.cli.lab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.disk.Mirror;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.report.PaperFormats;
import io.github.alpharl.reproduce.Reproduction;
import io.github.alpharl.reproduce.ReproductionListener;
import io.github.alpharl.reproduce.own.OwnItem;
import io.github.alpharl.reproduce.run.ReproductionSize;
import io.github.alpharl.reproduce.run.Seeds;
import io.github.alpharl.reproduce.watched.WatchExperiment;
import io.github.alpharl.view.StatusLine;
import io.github.alpharl.view.progress.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alpharl reproduce}: the paper's tables and figures at the lab's scale. */
@Command(
    name = "reproduce",
    mixinStandardHelpOptions = true,
    description =
        "Makes the paper's tables and figures, of the lab's runs or of one of yours: trains what is"
            + " needed, measures it on test problems, prints the table with mean and error over the"
            + " seeds and writes it with its data and figure."
            + " What is done is kept: killed at any moment, the same command goes on and ends with"
            + " the same files.",
    footer = {
      "",
      "Examples:",
      "  alpharl reproduce table-7",
      "  alpharl reproduce all --out reproduction --seeds 3 --jobs 2",
      "  alpharl reproduce figure-3 --trained-only",
      "  alpharl reproduce figure-5 --run RUN --formats pdf,tex",
      "  alpharl reproduce all --run RUN --scores scores.csv --judge chained-arithmetic --out paper"
    })
public final class Reproduce implements Callable<Integer> {

  @Mixin private Output output;

  @Parameters(
      paramLabel = "TABLE|FIGURE|all",
      description =
          "table-1 (with table 3), figure-3, figure-4, figure-5, table-7, figure-6, figure-15,"
              + " figures-12-14, forecasters, rank-99, learning-rate, size, conditions, regrounding,"
              + " or all of them; watch: what a watch finds of faults made on purpose.")
  private String item;

  @Option(
      names = "--out",
      defaultValue = "reproduction",
      paramLabel = "DIR",
      description = "Where runs, results and tables lie (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--seeds",
      defaultValue = "3",
      paramLabel = "N|A..B",
      description = "Seeds 0 to N − 1, or A to B, of every run (default: ${DEFAULT-VALUE}).")
  private String seeds;

  @Option(
      names = "--jobs",
      defaultValue = "2",
      paramLabel = "N",
      description =
          "Trainings and measurements at a time, a core each (default: ${DEFAULT-VALUE}).")
  private int jobs;

  @Option(
      names = "--trained-only",
      description = "Train nothing; leave out figures of runs that are not there.")
  private boolean trainedOnly;

  @Option(
      names = "--formats",
      paramLabel = "FORMAT",
      split = ",",
      description =
          "Write figures also as pdf and png, tables as csv and tex, beside SVG and Markdown.")
  private List<String> formats = List.of();

  @Mixin private OwnRunOptions own;

  @Option(names = "--scale", paramLabel = "FILE", hidden = true)
  private Path scale;

  @Override
  public Integer call() {
    Seeds wanted = Seeds.of(seeds);
    if (jobs < 1) {
      throw UsageException.of("--jobs must be at least 1, not %d", jobs);
    }
    PaperFormats also = PaperFormats.of(formats);
    if (own.given()) {
      own.make(OwnItem.named(item), out, also, output, output.err()::println);
      return 0;
    }
    Mirror.requireHere(out);
    Progress.quieten();
    if (item.equals("watch")) {
      watched(wanted);
      return 0;
    }
    try (StatusLine status = new StatusLine(output.err())) {
      Reproduction reproduction =
          new Reproduction(
              out,
              new Reproduction.Plan(item, wanted, jobs, trainedOnly, also),
              scale == null ? ReproductionSize.FULL : ReproductionSize.read(scale),
              (name, made) -> "alpharl reproduce " + name + " --seeds " + made,
              listener(status));
      Map<String, ObjectNode> found = reproduction.run(output.json() ? null : output.out());
      if (output.json()) {
        output.printJson(Output.ordered("items", found.values()));
      }
    }
    return 0;
  }

  private void watched(Seeds wanted) {
    WatchExperiment experiment = new WatchExperiment(out, wanted, output.err()::println);
    if (!trainedOnly) {
      experiment.train();
    }
    output.out().print(experiment.report());
  }

  private ReproductionListener listener(StatusLine status) {
    return new ReproductionListener() {
      @Override
      public void tell(String line) {
        output.err().println(line);
      }

      @Override
      public void stands(String line) {
        status.show(line);
      }
    };
  }
}
