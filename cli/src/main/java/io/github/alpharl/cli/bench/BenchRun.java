package io.github.alpharl.cli.bench;

import io.github.alpharl.bench.RunBench;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.Run;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.view.progress.DecompositionProgress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl bench run}: decomposes a run against {@code cat} of the same files. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description =
        "Decomposes a run of full checkpoints into a new store and compares with cat of the same"
            + " files, dropped from the page cache before each; with --scratch, also writes one"
            + " checkpoint again and compares with cp.",
    footer = {"", "Example:", "  alpharl bench run /fast/qwen3-8b --scratch /fast/scratch"})
public final class BenchRun implements Callable<Integer> {

  @Mixin private RunOptions run;
  @Mixin private Output output;

  @Option(
      names = "--scratch",
      paramLabel = "DIR",
      description = "Write a checkpoint here, by cp and by alpharl, and remove it.")
  private Path scratch;

  @Override
  public Integer call() {
    try (RunStudy study = run.open()) {
      return measure(study);
    }
  }

  private int measure(RunStudy study) {
    Run opened = study.run();
    if (!study.store().steps().isEmpty()) {
      throw UsageException.of(
          "%s: holds factors already, which would not be computed again; name an empty place with"
              + " --store",
          study.store().directory());
    }
    RunBench bench =
        new RunBench(
            opened, study.store(), Optional.ofNullable(scratch), study.options().threads());
    RunBench.Result result;
    try (DecompositionProgress progress = new DecompositionProgress(opened.steps().size())) {
      result = bench.measure(progress);
    }
    if (output.json()) {
      output.printJson(result);
    } else {
      result.lines().forEach(output.out()::println);
    }
    return 0;
  }
}
