package io.github.alpharl.cli.bench;

import io.github.alpharl.bench.RunBench;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.cli.progress.DecompositionProgress;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.Run;
import io.github.alpharl.study.RunStudy;
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
            + " checkpoint again and compares with cp.")
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
      print(result);
    }
    return 0;
  }

  private void print(RunBench.Result result) {
    say("steps            %d on %d threads", result.steps(), result.threads());
    say("read             %.1f GB", result.bytesRead() * 1e-9);
    say("cat              %.1f s", result.catSeconds());
    say("decompose        %.1f s, steps %s", result.decomposeSeconds(), result.stepSeconds());
    say(
        "store            %.1f MB, %.0f times smaller",
        result.storeBytes() * 1e-6, result.checkpointsOverStore());
    say("heap limit       %.0f MB", result.heapLimitBytes() * 1e-6);
    say("own memory, peak %.0f MB", result.peakAnonymousBytes() * 1e-6);
    say("cp and sync      %.1f s", result.copySeconds());
    say("write            %.1f s", result.writeSeconds());
  }

  @com.google.errorprone.annotations.FormatMethod
  private void say(
      @com.google.errorprone.annotations.FormatString String format, Object... values) {
    output.out().println(String.format(java.util.Locale.ROOT, format, values));
  }
}
