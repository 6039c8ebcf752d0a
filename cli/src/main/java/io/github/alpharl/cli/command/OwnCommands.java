package io.github.alpharl.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.race.KeptResults;
import io.github.alpharl.reproduce.tour.Tour;
import io.github.alpharl.view.StatusLine;
import java.io.PrintWriter;
import java.util.List;

/** Commands that another command runs as the user would. */
final class OwnCommands implements Tour.Commands {

  private final Output output;
  private final KeptResults kept;

  OwnCommands(Output output, KeptResults kept) {
    this.output = output;
    this.kept = kept;
  }

  /** Shows the command and its output; the command's failure is thrown. */
  @Override
  public void show(List<String> command) {
    say("");
    say("$ alpharl " + String.join(" ", command));
    InProcess.run(command, words(), output.err());
  }

  @Override
  public JsonNode document(List<String> command, Runnable before) {
    return kept.get(
        String.join("\n", command),
        JsonNode.class,
        () -> {
          before.run();
          return InProcess.document(command);
        });
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
}
