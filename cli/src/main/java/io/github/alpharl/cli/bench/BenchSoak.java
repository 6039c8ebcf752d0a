package io.github.alpharl.cli.bench;

import io.github.alpharl.bench.Soak;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl bench soak}: the lab over and over within one process. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description =
        "Loads, samples, trains, saves, continues and closes small models over and over in one"
            + " process, with every algorithm, and notes the resident memory every minute.",
    footer = {"", "Example:", "  alpharl bench soak --minutes 10"})
public final class BenchSoak implements Callable<Integer> {

  @Mixin private Output output;

  @Option(
      names = "--minutes",
      defaultValue = "60",
      paramLabel = "N",
      description = "How long (default: ${DEFAULT-VALUE}).")
  private int minutes;

  @Option(
      names = "--threads",
      defaultValue = "1",
      paramLabel = "N",
      description = "Threads of LibTorch (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where models are kept meanwhile; by default the temporary folder.")
  private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

  @Override
  public Integer call() {
    if (minutes < 1) {
      throw UsageException.of("--minutes must be at least 1, found %d.", minutes);
    }
    Path scratch = scratch();
    List<Soak.Point> points =
        new Soak(scratch, Duration.ofMinutes(minutes), threads).run(this::say);
    scratch.toFile().delete();
    if (output.json()) {
      output.printJson(Map.of("points", points));
    } else {
      summarize(points);
    }
    return 0;
  }

  private Path scratch() {
    try {
      return Files.createTempDirectory(directory, "alpharl-soak-");
    } catch (IOException e) {
      throw EnvironmentException.because(
          directory + ": no folder can be made here: " + e.getMessage(), e);
    }
  }

  private void say(Soak.Point point) {
    PrintWriter err = output.err();
    err.println(point.line());
    err.flush();
  }

  private void summarize(List<Soak.Point> points) {
    for (int i : new int[] {0, points.size() / 2, points.size() - 1}) {
      output.out().println(points.get(i).line());
    }
  }
}
