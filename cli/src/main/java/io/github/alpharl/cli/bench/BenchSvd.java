package io.github.alpharl.cli.bench;

import io.github.alpharl.bench.SvdBench;
import io.github.alpharl.bench.SvdTable;
import io.github.alpharl.cli.option.TableOutput;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl bench svd}: the top triplet of one update by all ways. */
@Command(
    name = "svd",
    mixinStandardHelpOptions = true,
    description =
        "Times the top singular triplet of bfloat16 updates of 4096 × 4096 and 12288 × 4096 against"
            + " a plain read of both matrices, LibTorch's linalg_svd and its svd_lowrank (q = 8, 4"
            + " power steps, storing ΔW counted).",
    footer = {"", "Example:", "  alpharl bench svd --skip-full-svd --rounds 5"})
public final class BenchSvd implements Callable<Integer> {

  @Mixin private TableOutput output;

  @Option(names = "--skip-full-svd", description = "Leave out linalg_svd, which takes minutes.")
  private boolean skipFull;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "10",
      description = "Rounds, of which the shortest times count (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Measure one thread and this many; by default all cores.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where the matrices are kept meanwhile; by default the temporary folder.")
  private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

  @Override
  public Integer call() {
    SvdBench bench = new SvdBench(directory, rounds, !skipFull);
    List<SvdBench.Row> rows =
        bench.run(
            threads, row -> output.err().println("measured " + row.shape() + " " + row.spectrum()));
    if (output.json()) {
      output.printJson(Map.of("rows", rows));
    } else {
      SvdTable.of(rows).print(output.out());
    }
    return 0;
  }
}
