package io.github.alpharl.cli.option;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.cli.progress.StandardError;
import io.github.alpharl.view.View;
import io.github.alpharl.view.Words;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Mixin for commands that print a table for people or one JSON document for scripts. */
public class Output {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Rises when a key is renamed, goes or changes its meaning; new keys leave it as it is. */
  private static final int SCHEMA_VERSION = 1;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON document to standard output.")
  private boolean json;

  @Option(
      names = StandardError.QUIET,
      description = "No signs of life on standard error; of a log's lines, problems alone.")
  private boolean quiet;

  public boolean json() {
    return json;
  }

  public boolean quiet() {
    return quiet;
  }

  /** The command that has these options. */
  final CommandLine command() {
    return spec.commandLine();
  }

  public PrintWriter out() {
    return spec.commandLine().getOut();
  }

  public PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Says {@code note} on standard error. */
  public void warn(String note) {
    Words.note(err(), note);
  }

  /**
   * Prints {@code document} as JSON: an object of records, maps, lists and numbers, after the
   * version of docs/json.md.
   */
  public void printJson(Object document) {
    try {
      ObjectNode versioned = JSON.createObjectNode().put("schemaVersion", SCHEMA_VERSION);
      versioned.setAll((ObjectNode) JSON.<JsonNode>valueToTree(document));
      out().println(JSON.writeValueAsString(versioned));
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException("unprintable document", bug);
    }
  }

  /** A document of keys and values in turn, in this order. */
  public static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> document = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      document.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return document;
  }

  /** Prints {@code view}: its document or its text. */
  public void show(View view) {
    if (json()) {
      printJson(view.document());
    } else {
      view.print(out());
    }
  }
}
