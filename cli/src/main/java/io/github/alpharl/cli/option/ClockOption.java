package io.github.alpharl.cli.option;

import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StepCounting;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Mixin: how forecasters count steps. */
public final class ClockOption {

  @Option(
      names = "--clock",
      paramLabel = "log|steps|FILE",
      description =
          "How steps are counted: by the summed learning rate where the run's log tells it, by their"
              + " number, or by the learning rates in FILE (default: ${DEFAULT-VALUE}).")
  private String clock = "log";

  /**
   * The counting of {@code study}'s steps.
   *
   * @param scores where scores are read from, which may be the trainer's log
   */
  public StepCounting counting(RunStudy study, Optional<Path> scores) {
    return switch (clock) {
      case "log" -> StepCounting.of(study, scores);
      case "steps" -> StepCounting.byNumber();
      default -> StepCounting.of(study, Path.of(clock));
    };
  }

  /** As words of a command line; none for the default. */
  public List<String> words() {
    return clock.equals("log") ? List.of() : List.of("--clock", clock);
  }
}
