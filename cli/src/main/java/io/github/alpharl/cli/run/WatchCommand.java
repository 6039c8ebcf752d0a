package io.github.alpharl.cli.run;

import io.github.alpharl.cli.option.Output;
import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.watch.Watch;
import io.github.alpharl.watch.WatchOptions;
import io.github.alpharl.watch.WatchReport;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl watch}: looks at a run from outside its trainer. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description =
        "Watches a run from outside its trainer: its log and the weights of its checkpoints; says"
            + " when they leave what their own past foretells, and where the run is going.",
    footer = {
      "",
      "Examples:",
      "  alpharl watch checkpoints/my-grpo-run --base Qwen3-8B-Base --once"
    })
public final class WatchCommand implements Callable<Integer> {

  @Mixin private RunOptions run;
  @Mixin private Output output;

  @Option(
      names = "--metrics",
      paramLabel = "PATH",
      description =
          "The trainer's log: JSON lines, trainer_state.json, TensorBoard's files, a table (default:"
              + " the one that the run keeps).")
  private Path metrics;

  @Option(
      names = "--once",
      description =
          "Go through a finished run as if it were live, and say when it would have spoken.")
  private boolean once;

  @Option(
      names = "--run-length",
      paramLabel = "LOOKS",
      description =
          "Average number of looks to a false alert, at least, over all channels together (default:"
              + " ${DEFAULT-VALUE}).")
  private double runLength = WatchOptions.RUN_LENGTH;

  @Option(
      names = "--accuracy",
      paramLabel = "SHARE",
      description = "Foretell the step that reaches this accuracy.")
  private Double accuracy;

  @Override
  public Integer call() {
    WatchOptions options =
        new WatchOptions(
            Optional.ofNullable(metrics),
            runLength,
            accuracy == null ? OptionalDouble.empty() : OptionalDouble.of(accuracy));
    try (RunStudy study = run.openStored()) {
      WatchReport report = new Watch(study, options).once();
      if (output.json()) {
        output.printJson(report.json());
      } else {
        print(report);
      }
    }
    return 0;
  }

  private void print(WatchReport report) {
    report.notes().forEach(run::warn);
    report
        .attempts()
        .forEach(
            attempt ->
                output
                    .out()
                    .printf(
                        "attempt %d: steps %d to %d%n",
                        attempt.number(), attempt.from(), attempt.to()));
    report
        .exam()
        .forEach(
            check ->
                output
                    .out()
                    .printf(
                        "start-up: %s: %s%s%n",
                        check.name(),
                        check.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        check.detail().isEmpty() ? "" : " (" + check.detail() + ")"));
    report.alerts().forEach(alert -> output.out().println(alert.sentence()));
    if (report.alerts().isEmpty()) {
      output.out().println("no alert");
    }
    report
        .forecast()
        .ifPresent(found -> output.out().println(found.of() + ": " + found.sentence()));
  }
}
