package io.github.alpharl.cli.option;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.alpharl.view.View;
import java.io.PrintWriter;
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

  /** Prints {@code view}: its document or its text. */
  public void show(View view) {
    if (json()) {
      printJson(view.document());
    } else {
      view.print(out());
    }
  }
}
