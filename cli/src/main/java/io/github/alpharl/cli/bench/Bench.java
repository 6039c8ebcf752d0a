package io.github.alpharl.cli.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code alpharl bench}: only a list of its measurements. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures this machine: the core against plain reads, copies and LibTorch; the lab's endurance.",
    footer = {
      "",
      "Examples:",
      "  alpharl bench svd --skip-full-svd",
      "  alpharl bench make-run small --layers 2",
      "  alpharl bench run small"
    },
    subcommands = {
      BenchSvd.class,
      BenchMakeRun.class,
      BenchRun.class,
      BenchScaling.class,
      BenchFuzz.class,
      BenchSoak.class
    })
public final class Bench implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a measurement");
  }
}
