package io.github.alpharl.cli.option;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Mixin for commands that print a table for people or one JSON document for scripts. */
public class Output {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON document to standard output.")
  private boolean json;

  public boolean json() {
    return json;
  }

  public PrintWriter out() {
    return spec.commandLine().getOut();
  }

  public PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Says {@code note} on standard error. */
  public void warn(String note) {
    err().println("alpharl: note: " + note);
  }

  /** Prints {@code document} as JSON: records, maps, lists and numbers. */
  public void printJson(Object document) {
    try {
      out().println(JSON.writeValueAsString(document));
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException("unprintable document", bug);
    }
  }

  /**
   * Says what was written: {@code document} with "out", "kind" and "notes", and "baseName" of an
   * adapter, for the lines that load it.
   */
  public void written(Map<String, Object> document) {
    if (json) {
      printJson(document);
      return;
    }
    out().println("wrote " + document.get("kind") + " " + document.get("out"));
    if (document.get("notes") instanceof List<?> notes) {
      notes.forEach(note -> out().println("note: " + note));
    }
    if (document.get("baseName") instanceof String base) {
      LoadingLines.of(base, Path.of(document.get("out").toString())).forEach(out()::println);
    }
  }
}
