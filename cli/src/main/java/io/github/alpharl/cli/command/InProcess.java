package io.github.alpharl.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine;

/** Runs another command in this process, as the user would; its failure is thrown. */
final class InProcess {

  private InProcess() {}

  /** Runs {@code arguments}, the command first. */
  static void run(List<String> arguments, PrintWriter out, PrintWriter err) {
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    String[] words = arguments.toArray(String[]::new);
    CommandLine line = AlphaRl.line(words);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(out);
    line.setErr(err);
    line.setParameterExceptionHandler(
        (error, _) -> {
          failure.set(new IllegalArgumentException(String.join(" ", arguments), error));
          return CommandLine.ExitCode.USAGE;
        });
    line.setExecutionExceptionHandler(
        (error, _, _) -> {
          failure.set(
              error instanceof RuntimeException known
                  ? known
                  : new IllegalStateException(String.join(" ", arguments), error));
          return CommandLine.ExitCode.SOFTWARE;
        });
    line.execute(words);
    out.flush();
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  /** The document that {@code arguments} print with {@code --json}; notes are dropped. */
  static JsonNode document(List<String> arguments) {
    List<String> words = new ArrayList<>(arguments);
    words.add("--json");
    StringWriter out = new StringWriter();
    run(words, new PrintWriter(out), new PrintWriter(Writer.nullWriter()));
    try {
      return new ObjectMapper().readTree(out.toString());
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException("no document from " + words + ": " + out, bug);
    }
  }
}
