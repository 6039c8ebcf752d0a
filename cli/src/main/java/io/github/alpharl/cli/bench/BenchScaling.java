package io.github.alpharl.cli.bench;

import io.github.alpharl.bench.ScalingBench;
import io.github.alpharl.bench.ScalingFigure;
import io.github.alpharl.cli.option.FigureOption;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.report.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl bench scaling}: how times grow with size, checkpoints, rank and threads. */
@Command(
    name = "scaling",
    mixinStandardHelpOptions = true,
    description =
        "Times decompositions and trajectory statistics over model size, rank, threads and number of"
            + " checkpoints.",
    footer = {"", "Example:", "  alpharl bench scaling --figure scaling.svg"})
public final class BenchScaling implements Callable<Integer> {

  @Mixin private TableOutput output;

  @Mixin private FigureOption figure;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where the matrices are kept meanwhile; by default the temporary folder.")
  private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

  @Override
  public Integer call() {
    List<ScalingBench.Point> points =
        new ScalingBench(directory)
            .run(point -> output.err().println("measured " + point.series() + " " + point.label()));
    figure.write(() -> ScalingFigure.of(points));
    if (output.json()) {
      output.printJson(Map.of("points", points));
    } else {
      Table table = new Table("series", "at", "size", "seconds");
      points.forEach(
          p ->
              table.row(
                  p.series(),
                  p.label(),
                  Table.significant(p.size()),
                  Table.significant(p.seconds())));
      table.print(output.out());
    }
    return 0;
  }
}
