package io.github.alpharl.cli.run;

import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.cli.progress.Failures;
import io.github.alpharl.run.Inspection;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.view.InspectionView;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl inspect}: what a run consists of, without reading its weights. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description =
        "Lists base, steps and modules of a run, and says what is unusable and what to do.",
    footer = {"", "Example:", "  alpharl inspect checkpoints/my-grpo-run --base Qwen3-8B-Base"})
public final class Inspect implements Callable<Integer> {

  @Mixin private RunOptions run;
  @Mixin private TableOutput output;

  /** A base of so many bytes is read without being asked for: a second or two. */
  private static final long CHEAP_BYTES = 1L << 30;

  @Option(
      names = "--changes",
      negatable = true,
      description =
          "Read the last step and the base once, and say how many of the weights that changed are"
              + " modules and what is not covered; by default where the base has at most 1 GiB.")
  private Boolean changes;

  @Override
  public Integer call() {
    try (RunStudy study = run.open()) {
      long bytes = study.weights().base().bytes();
      boolean read = changes == null ? bytes <= CHEAP_BYTES : changes;
      Inspection found = Inspection.of(study.weights(), run.options().patterns(), read);
      found.notes().forEach(run::warn);
      study.tellMasters();
      output.show(new InspectionView(found, unread(bytes)));
      if (!output.json()) {
        found.steps().stream().filter(step -> !step.usable()).forEach(s -> run.warn(s.problem()));
        found.run().notes().forEach(run::warn);
      }
      boolean usable = found.steps().stream().anyMatch(Inspection.Step::usable);
      if (usable) {
        run.keepBase(study);
      }
      return usable ? 0 : Failures.BAD_DATA;
    }
  }

  /** What is said where a large model was left unread without being asked. */
  private Optional<String> unread(long bytes) {
    return changes != null || bytes <= CHEAP_BYTES
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "which weights changed is not read by itself in a model of %,d bytes; --changes"
                    + " does",
                bytes));
  }
}
