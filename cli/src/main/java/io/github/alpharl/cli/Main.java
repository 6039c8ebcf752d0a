package io.github.alpharl.cli;

import io.github.alpharl.cli.command.AlphaRl;
import io.github.alpharl.cli.command.HelpLayout;
import io.github.alpharl.cli.command.Mistakes;
import io.github.alpharl.cli.option.BucketPaths;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.cli.progress.Failures;
import io.github.alpharl.cli.progress.StandardError;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.torch.LibTorch;
import io.github.alpharl.lab.torch.TorchNatives;
import io.github.alpharl.report.Ink;
import io.github.alpharl.view.Terminal;
import io.github.alpharl.view.Words;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Help;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Entry point: runs one command and turns its errors into one sentence and an exit code. */
public final class Main {

  private static final int BUG = 1;
  private static final String SHORTENED =
      "an input file was shortened or its disk failed while it was read; wait until the checkpoint"
          + " is complete and kept, then run again";

  private Main() {}

  /** Runs the command that {@code args} name and exits with its code. */
  public static void main(String[] args) {
    StandardError.restore();
    StandardError.beat(List.of(args));
    System.exit(run(args));
  }

  /** Runs the command that {@code args} name; returns the exit code. */
  static int run(String... args) {
    return run(
        inked(System.out, Boolean.getBoolean("alpharl.terminal.out")),
        inked(System.err, Terminal.isThere()),
        args);
  }

  private static PrintWriter inked(PrintStream stream, boolean terminal) {
    PrintWriter writer = new PrintWriter(stream, true, StandardCharsets.UTF_8);
    return Ink.wanted(System.getenv(), terminal) ? new Ink(writer) : writer;
  }

  /** Whether {@code command} has the option {@code name}. */
  static boolean hasOption(String command, String name) {
    return AlphaRl.line(command)
        .getSubcommands()
        .get(command)
        .getCommandSpec()
        .optionsMap()
        .containsKey(name);
  }

  /** Runs the command that {@code args} name, which prints to {@code out} and {@code err}. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    try (BucketPaths buckets = BucketPaths.of(args)) {
      return run(buckets, buckets.shown(out), buckets.shown(err));
    } catch (AlphaRlException e) {
      Words.refusal(err, Failures.sentence(e, _ -> true));
      return Failures.exitCode(e);
    }
  }

  private static int run(BucketPaths buckets, PrintWriter out, PrintWriter err) {
    CommandLine commandLine = AlphaRl.line(buckets.words());
    commandLine.setOut(out);
    commandLine.setErr(err);
    commandLine.setColorScheme(
        Help.defaultColorScheme(out instanceof Ink ? Help.Ansi.ON : Help.Ansi.OFF));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setExecutionStrategy(parsed -> filled(buckets, parsed));
    commandLine.setExecutionExceptionHandler(errorHandler());
    commandLine.setParameterExceptionHandler(Main::usageError);
    HelpLayout.apply(commandLine);
    TorchNatives.whenUnpacking(cache -> unpacking(commandLine, cache));
    try {
      return commandLine.execute(buckets.words());
    } catch (OutOfMemoryError e) {
      Words.refusal(commandLine.getErr(), outOfMemory(last(commandLine.getParseResult())));
      return Failures.ENVIRONMENT;
    } catch (InternalError e) {
      return internalError(commandLine, e);
    } catch (NoClassDefFoundError e) {
      return missing(commandLine, e);
    }
  }

  /** Runs the last command on what buckets hold, and carries there what it wrote. */
  private static int filled(BucketPaths buckets, ParseResult parsed) {
    CommandLine commandLine = parsed.commandSpec().commandLine();
    try {
      buckets.fill(commandLine.getErr());
      int code = checked(parsed);
      buckets.finish(commandLine.getErr());
      return code;
    } catch (ExecutionException e) {
      finishAfter(buckets, commandLine.getErr(), e);
      throw e;
    } catch (AlphaRlException e) {
      throw new ExecutionException(commandLine, e.getMessage(), e);
    }
  }

  private static void finishAfter(BucketPaths buckets, PrintWriter err, Exception failure) {
    try {
      buckets.finish(err);
    } catch (AlphaRlException e) {
      failure.addSuppressed(e);
    }
  }

  /** Runs the last command, unless its options contradict one another. */
  private static int checked(ParseResult parsed) {
    for (CommandSpec mixin : last(parsed).mixins().values()) {
      if (mixin.userObject() instanceof TableOutput output) {
        output.check();
      }
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static CommandSpec last(ParseResult parsed) {
    return parsed.hasSubcommand() ? last(parsed.subcommand()) : parsed.commandSpec();
  }

  private static String outOfMemory(CommandSpec command) {
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    return "out of memory: the heap ends at %d MiB; %sgive more with ALPHARL_JAVA_OPTS=-Xmx%dm"
        .formatted(
            heap,
            command.findOption("--threads") == null ? "" : "use fewer --threads, or ",
            2 * heap);
  }

  private static void unpacking(CommandLine commandLine, Path cache) {
    Words.note(
        commandLine.getErr(),
        "unpacking LibTorch, %d MB, into %s (once; ALPHARL_CACHE=DIR moves it)"
            .formatted(TorchNatives.UNPACKED_MEGABYTES, cache));
  }

  /** An installation without the lab lacks its libraries, and nothing else. */
  private static int missing(CommandLine commandLine, NoClassDefFoundError error) {
    if (TorchNatives.version().isPresent()) {
      throw error;
    }
    Words.refusal(commandLine.getErr(), LibTorch.NOT_INSTALLED);
    return Failures.ENVIRONMENT;
  }

  /** Reads of mapped files that were shortened end here where no room caught them. */
  private static int internalError(CommandLine commandLine, InternalError error) {
    if (!MappedAccess.isFault(error)) {
      throw error;
    }
    Words.refusal(commandLine.getErr(), SHORTENED);
    return Failures.BAD_DATA;
  }

  private static IExecutionExceptionHandler errorHandler() {
    return (error, commandLine, parsed) -> {
      if (error instanceof AlphaRlException known) {
        Predicate<String> has =
            name ->
                name.equals("--scratch")
                    || commandLine.getCommandSpec().optionsMap().containsKey(name);
        Words.refusal(commandLine.getErr(), Failures.sentence(known, has));
        return Failures.exitCode(known, parsed.originalArgs());
      }
      Words.refusal(commandLine.getErr(), "this is a bug, please report it with the lines below");
      error.printStackTrace(commandLine.getErr());
      return BUG;
    };
  }

  private static int usageError(ParameterException error, String[] args) {
    CommandLine commandLine = error.getCommandLine();
    Words.refusal(commandLine.getErr(), Mistakes.sentence(error));
    if (error.getCause() instanceof UsageException) {
      return CommandLine.ExitCode.USAGE; // the sentence says what to do
    }
    commandLine
        .getErr()
        .println("Try '" + commandLine.getCommandSpec().qualifiedName() + " --help'.");
    return CommandLine.ExitCode.USAGE;
  }
}
