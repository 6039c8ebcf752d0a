package io.github.alpharl.cli.command;

import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code alpharl}: only a list of its commands. */
@Command(
    name = "alpharl",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Shows where a reinforcement-learning run of a language model is going.",
    subcommands = {
      Quickstart.class,
      Inspect.class,
      Decompose.class,
      Dominance.class,
      LinearityCommand.class,
      Reconstruct.class,
      Predict.class,
      Compare.class,
      Diff.class,
      ReportCommand.class,
      Reproduce.class,
      Train.class,
      Accelerate.class,
      HeadroomCommand.class,
      Sample.class,
      Grade.class,
      Evaluate.class,
      BehaviourCommand.class,
      Bench.class,
      GenerateCompletion.class,
      HelpCommand.class
    })
public final class AlphaRl implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }
}
