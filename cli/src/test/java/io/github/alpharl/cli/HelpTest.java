package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.cli.command.AlphaRl;
import io.github.alpharl.cli.command.HelpLayout;
import io.github.alpharl.study.StudyOptions;
import io.github.alpharl.watch.WatchOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The help of every command. */
class HelpTest {

  /** Made by picocli, not by us. */
  private static final List<String> FOREIGN =
      List.of("alpharl help", "alpharl generate-completion");

  /** The help by the command's words, {@code alpharl bench svd} among them. */
  private static final Map<String, String> HELP = new LinkedHashMap<>();

  private static final ByteArrayOutputStream ERRORS = new ByteArrayOutputStream();

  @BeforeAll
  static void askAll() {
    PrintStream err = System.err;
    System.setErr(new PrintStream(ERRORS, true, StandardCharsets.UTF_8));
    try {
      CommandLine line = new CommandLine(new AlphaRl());
      HelpLayout.apply(line);
      collect(line, "alpharl");
    } finally {
      System.setErr(err);
    }
  }

  private static void collect(CommandLine line, String words) {
    HELP.put(words, line.getUsageMessage());
    line.getSubcommands().forEach((name, command) -> collect(command, words + " " + name));
  }

  @Test
  void helpNeedsNoWordOnStandardError() {
    assertThat(ERRORS.toString(StandardCharsets.UTF_8)).isEmpty();
    Cli.Result asked = Cli.run("predict", "--help").ok();
    assertThat(asked.err()).isEmpty();
    assertThat(asked.out()).isEqualTo(HELP.get("alpharl predict"));
  }

  @Test
  void defaultsThatTheHelpShowsAreThoseOfTheLibrary() {
    assertThat(number("decompose", "--residual")).isEqualTo(StudyOptions.RESIDUAL);
    assertThat(number("watch", "--run-length")).isEqualTo(WatchOptions.RUN_LENGTH);
  }

  private static double number(String command, String option) {
    CommandLine line = AlphaRl.line(command).getSubcommands().get(command);
    return Double.parseDouble(line.getCommandSpec().findOption(option).defaultValue());
  }

  @Test
  void helpFitsEightyColumns() {
    assertThat(HELP).hasSizeGreaterThan(25);
    HELP.forEach(
        (words, help) -> assertThat(help.lines()).as(words).allMatch(line -> line.length() <= 80));
  }

  @Test
  void everyCommandHasExamplesThatItTakes() {
    HELP.forEach(
        (words, help) -> {
          int from = Math.max(0, help.lastIndexOf("\nExample"));
          List<String> examples = ShellWords.commands(help.substring(from));
          assertThat(examples.isEmpty()).as(words).isEqualTo(FOREIGN.contains(words));
          assertThat(examples.stream().flatMap(line -> ShellWords.complaint(line).stream()))
              .isEmpty();
        });
  }

  @Test
  void commandsStandInGroups() {
    assertThat(HELP.get("alpharl"))
        .containsSubsequence("A run:", "inspect", "Models:", "predict", "The lab:", "Tools:");
    HELP.keySet().stream()
        .map(words -> words.split(" "))
        .filter(words -> words.length == 2)
        .forEach(words -> assertThat(HELP.get("alpharl")).contains("\n  " + words[1] + " "));
  }

  @Test
  void optionsForExpertsStandApart() {
    assertThat(HELP.get("alpharl predict"))
        .startsWith("Usage: alpharl predict RUN")
        .containsSubsequence("[options]", "--window", "For experts:", "--residual", "Examples:");
  }

  @Test
  void theVersionNamesWhatRuns() {
    assertThat(Cli.run("--version").ok().out().lines().map(line -> line.split(" +")[0]))
        .containsExactly("alpharl", "commit", "Java", "LibTorch");
  }
}
