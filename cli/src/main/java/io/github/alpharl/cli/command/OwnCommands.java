package io.github.alpharl.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.cli.quickstart.Tour;
import io.github.alpharl.cli.report.StatusLine;
import io.github.alpharl.eval.result.KeptResults;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Commands that another command runs as the user would. */
final class OwnCommands implements Tour.Commands {

  private final CommandSpec spec;
  private final Output output;
  private final KeptResults kept;

  OwnCommands(CommandSpec spec, Output output, KeptResults kept) {
    this.spec = spec;
    this.output = output;
    this.kept = kept;
  }

  /** Shows the command and its output; the command's failure is thrown. */
  @Override
  public void show(List<String> command) {
    say("");
    say("$ alpharl " + String.join(" ", command));
    run(command, words(), output.err());
  }

  @Override
  public JsonNode document(List<String> command, Runnable before) {
    return kept.get(
        String.join("\n", command),
        JsonNode.class,
        () -> {
          before.run();
          return document(command);
        });
  }

  private JsonNode document(List<String> command) {
    StringWriter out = new StringWriter();
    List<String> words = new java.util.ArrayList<>(command);
    words.add("--json");
    run(words, new PrintWriter(out), new PrintWriter(new StringWriter()));
    try {
      return new ObjectMapper().readTree(out.toString());
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException("no document from " + words + ": " + out, bug);
    }
  }

  @Override
  public void tell(String line) {
    StatusLine.above(output.err(), "  · " + line);
  }

  /** A line beside the commands' own output. */
  void say(String line) {
    words().println(line);
  }

  /** With --json the words go to standard error, as standard output is for the document alone. */
  private PrintWriter words() {
    return output.json() ? output.err() : output.out();
  }

  private void run(List<String> command, PrintWriter out, PrintWriter err) {
    CommandLine root = spec.root().commandLine();
    CommandLine line = new CommandLine(new AlphaRl(), root.getFactory());
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    Exception[] failure = new Exception[1];
    line.setExecutionExceptionHandler((error, _, _) -> keep(failure, error));
    line.setParameterExceptionHandler(
        (ParameterException error, String[] _) -> keep(failure, error));
    line.execute(command.toArray(String[]::new));
    out.flush();
    if (failure[0] instanceof RuntimeException thrown) {
      throw thrown;
    }
    if (failure[0] != null) {
      throw new IllegalStateException(failure[0]);
    }
  }

  private static int keep(Exception[] failure, Exception error) {
    failure[0] = error;
    return 1;
  }
}
