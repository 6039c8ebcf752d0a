package io.github.alpharl.cli.run;

import io.github.alpharl.cli.option.ValidationTask;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.race.KeptResults;
import io.github.alpharl.race.Validation;
import io.github.alpharl.study.Judge;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mixin: who judges models, if anybody. */
public final class JudgeOptions implements AutoCloseable {

  /** What a command of the user's judges, where it was not named. */
  private static final String JUDGED = "validation";

  @Mixin private ValidationTask validation;

  @Option(
      names = "--judge",
      paramLabel = "TASK",
      description = "Judge models on validation problems of this task of the lab.")
  private String task;

  @Option(
      names = "--problems",
      defaultValue = "256",
      paramLabel = "N",
      description = "Of the judge, for each model (default: ${DEFAULT-VALUE}).")
  private int problems;

  private Optional<Validation> open = Optional.empty();

  /** Whether there is one. */
  public boolean given() {
    return task != null || validation.byCommand();
  }

  /** The judge, which keeps what it finds in {@code folder}. */
  public Optional<Judge> judge(Path folder) {
    if (problems < 1) {
      throw UsageException.of("--problems must be at least 1, not %d", problems);
    }
    if (!given()) {
      return Optional.empty();
    }
    open = Optional.of(validation.on(task == null ? JUDGED : task));
    return open.map(
        by ->
            new Judge(
                by,
                problems,
                new KeptResults(folder.resolve("measured")),
                folder.resolve("scratch")));
  }

  /** Ends what the judge's answers came from. */
  @Override
  public void close() {
    open.ifPresent(Validation::close);
  }
}
