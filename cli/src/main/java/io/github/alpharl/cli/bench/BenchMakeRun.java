package io.github.alpharl.cli.bench;

import io.github.alpharl.bench.QwenShapes;
import io.github.alpharl.bench.RunLayout;
import io.github.alpharl.bench.RunMaker;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.view.progress.Progress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alpharl bench make-run}: a synthetic run in the shapes of Qwen3-8B. */
@Command(
    name = "make-run",
    mixinStandardHelpOptions = true,
    description =
        "Writes a base and steps in the exact shapes of Qwen3-8B, 16.4 GB each, sharded, bfloat16,"
            + " or the steps as trainers leave them, float32; checks the free space first.",
    footer = {
      "",
      "Examples:",
      "  alpharl bench make-run /fast/qwen3-8b --steps 1",
      "  alpharl bench make-run small --layers 2 --steps 4",
      "  alpharl bench make-run ranks --layers 2 --layout fsdp"
    })
public final class BenchMakeRun implements Callable<Integer> {

  private static final long MEGABYTE = 1_000_000;

  @Mixin private Output output;

  @Parameters(paramLabel = "DIR", description = "The run to write.")
  private Path directory;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "1",
      description = "Checkpoints after the base (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--layers",
      paramLabel = "L",
      defaultValue = "36",
      description = "Layers, to make a smaller model (default: ${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--layout",
      paramLabel = "LAYOUT",
      defaultValue = "hf",
      description =
          "How the steps lie: hf, fsdp (the files of 8 ranks, as verl's) or dcp (a folder of"
              + " torch.distributed.checkpoint) (default: ${DEFAULT-VALUE}).")
  private RunLayout layout;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of all numbers.")
  private long seed;

  @Override
  public Integer call() {
    RunMaker maker = new RunMaker(QwenShapes.QWEN3_8B.withLayers(layers), layout, steps, seed);
    long start = System.nanoTime();
    try (Progress bar = Progress.of("make-run", "MB", maker.bytes() / MEGABYTE)) {
      maker.write(directory, bytes -> bar.advance(bytes / MEGABYTE));
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    if (output.json()) {
      output.printJson(
          Output.ordered("out", directory.toString(), "bytes", maker.bytes(), "seconds", seconds));
    } else {
      output
          .out()
          .printf(
              java.util.Locale.ROOT,
              "wrote a base and %d steps, %.1f GB in %.0f s, into %s%n",
              steps,
              maker.bytes() * 1e-9,
              seconds,
              directory);
    }
    return 0;
  }
}
