package io.github.alpharl.cli.command;

import io.github.alpharl.cli.bench.Bench;
import io.github.alpharl.cli.lab.Accelerate;
import io.github.alpharl.cli.lab.BehaviourCommand;
import io.github.alpharl.cli.lab.Evaluate;
import io.github.alpharl.cli.lab.Grade;
import io.github.alpharl.cli.lab.Reproduce;
import io.github.alpharl.cli.lab.Sample;
import io.github.alpharl.cli.lab.Train;
import io.github.alpharl.cli.run.Compare;
import io.github.alpharl.cli.run.Decompose;
import io.github.alpharl.cli.run.Diff;
import io.github.alpharl.cli.run.Dominance;
import io.github.alpharl.cli.run.Export;
import io.github.alpharl.cli.run.ForecastCommand;
import io.github.alpharl.cli.run.HeadroomCommand;
import io.github.alpharl.cli.run.Inspect;
import io.github.alpharl.cli.run.LinearityCommand;
import io.github.alpharl.cli.run.Predict;
import io.github.alpharl.cli.run.Reconstruct;
import io.github.alpharl.cli.run.ReportCommand;
import io.github.alpharl.cli.run.WatchCommand;
import io.github.alpharl.cli.word.Version;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
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
    footer = {
      "",
      "s3://BUCKET/KEY may stand for any path. --scratch DIR says where ranges of its weights are kept"
          + " while they are read (default: the system's folder for temporary files), --scratch-limit"
          + " 200G how much of them.",
      "",
      "Examples:",
      "  alpharl quickstart",
      "  alpharl inspect checkpoints/my-run --base Qwen/Qwen3-8B-Base",
      "  alpharl predict checkpoints/my-run --scores wandb.csv --window 40%% --target-step 500 --adapter --rank 8 --out lora"
    },
    subcommands = {
      Quickstart.class,
      Inspect.class,
      Decompose.class,
      Dominance.class,
      LinearityCommand.class,
      Reconstruct.class,
      Predict.class,
      Compare.class,
      ForecastCommand.class,
      Diff.class,
      Export.class,
      ReportCommand.class,
      WatchCommand.class,
      Reproduce.class,
      Train.class,
      Accelerate.class,
      HeadroomCommand.class,
      Sample.class,
      Grade.class,
      Evaluate.class,
      BehaviourCommand.class,
      Bench.class,
      Ls.class,
      Doctor.class,
      GenerateCompletion.class,
      HelpCommand.class
    })
public final class AlphaRl implements Runnable {

  @Spec private CommandSpec spec;

  /** The root above the only command that is called. */
  @Command(name = "alpharl")
  private static final class Root {}

  /**
   * The command line that understands {@code words}. To build all commands takes most of a short
   * call, so that only the one named is built; help, completion and mistakes need them all.
   */
  public static CommandLine line(String... words) {
    for (Class<?> type : AlphaRl.class.getAnnotation(Command.class).subcommands()) {
      boolean named = words.length > 0 && words[0].equals(type.getAnnotation(Command.class).name());
      if (named && type != HelpCommand.class && type != GenerateCompletion.class) {
        return new CommandLine(new Root()).addSubcommand(type);
      }
    }
    return new CommandLine(new AlphaRl());
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }
}
