package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.cli.command.AlphaRl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** docs/options.md tells every option of every command, as the help does. */
class OptionsPageTest {

  private static final Path PAGE =
      (Files.isDirectory(Path.of("docs")) ? Path.of("") : Path.of("..")).resolve("docs/options.md");

  private static final String HEAD =
      """
      # Options

      Every option of every command, as `alpharl COMMAND --help` tells it (`OptionsPageTest` compares both; renew
      the page with `-Dalpharl.approve=true`). What the commands are for stands in the [reference](reference.md).

      """;

  private static final List<String> FOREIGN = List.of("help", "generate-completion");

  /** Options that so many commands have in the same words stand in one table. */
  private static final int SEVERAL = 3;

  private final Map<String, CommandSpec> commands = commands();
  private final Map<String, List<String>> shared = shared();

  private static Map<String, CommandSpec> commands() {
    Map<String, CommandSpec> commands = new LinkedHashMap<>();
    collect(new CommandLine(new AlphaRl()), "", commands);
    return commands;
  }

  private static void collect(CommandLine line, String words, Map<String, CommandSpec> commands) {
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              if (!FOREIGN.contains(name)) {
                commands.put(words + name, command.getCommandSpec());
                collect(command, words + name + " ", commands);
              }
            });
  }

  /** Rows of options that several commands share, with those commands; a name has one row. */
  private Map<String, List<String>> shared() {
    Map<String, List<String>> users = new TreeMap<>();
    commands.forEach(
        (name, spec) ->
            options(spec)
                .forEach(o -> users.computeIfAbsent(row(o), _ -> new ArrayList<>()).add(name)));
    users.values().removeIf(names -> names.size() < SEVERAL);
    List<String> names = users.keySet().stream().map(OptionsPageTest::name).toList();
    users.keySet().removeIf(row -> Collections.frequency(names, name(row)) > 1);
    return users;
  }

  private static List<OptionSpec> options(CommandSpec spec) {
    return spec.options().stream()
        .filter(o -> !o.hidden() && !o.usageHelp() && !o.versionHelp())
        .sorted(Comparator.comparing(OptionSpec::longestName))
        .toList();
  }

  private static String row(OptionSpec option) {
    String value = option.arity().max() == 0 ? "" : " " + option.paramLabel().replace("|", "\\|");
    return "| `%s%s` | %s |\n".formatted(option.longestName(), value, words(option));
  }

  /** {@code --seed} of its row. */
  private static String name(String row) {
    return row.split("[` ]+")[1];
  }

  private static String words(ArgSpec arg) {
    return String.join(" ", arg.description())
        .replace("%n", " ")
        .replace("%%", "%")
        .replace("$$", "$")
        .replace("|", "\\|")
        .replace("<", "&lt;");
  }

  private String page() {
    StringBuilder page = new StringBuilder(HEAD);
    page.append("## Options of several commands\n\n| option | meaning |\n| --- | --- |\n");
    shared.keySet().forEach(page::append);
    commands.forEach((name, spec) -> page.append(section(name, spec)));
    return page.toString();
  }

  private String section(String name, CommandSpec spec) {
    List<OptionSpec> own = options(spec).stream().filter(o -> !shared.containsKey(row(o))).toList();
    List<OptionSpec> others =
        options(spec).stream().filter(o -> shared.containsKey(row(o))).toList();
    StringBuilder text = new StringBuilder("\n## " + name + "\n");
    if (!spec.positionalParameters().isEmpty() || !own.isEmpty()) {
      text.append("\n| | meaning |\n| --- | --- |\n");
    }
    spec.positionalParameters()
        .forEach(p -> text.append("| `%s` | %s |\n".formatted(p.paramLabel(), words(p))));
    own.forEach(option -> text.append(row(option)));
    if (!others.isEmpty()) {
      String names =
          others.stream().map(o -> "`" + o.longestName() + "`").collect(Collectors.joining(", "));
      text.append(wrapped("Of [several](#options-of-several-commands): " + names + "."));
    }
    return text.toString();
  }

  private static String wrapped(String sentence) {
    StringBuilder text = new StringBuilder("\n");
    int at = 0;
    for (String word : sentence.split(" ")) {
      if (at > 0 && at + 1 + word.length() > 118) {
        text.append('\n');
        at = 0;
      }
      text.append(at == 0 ? "" : " ").append(word);
      at += 1 + word.length();
    }
    return text.append('\n').toString();
  }

  @Test
  void thePageTellsEveryOption() throws IOException {
    if (Boolean.getBoolean("alpharl.approve")) {
      Files.writeString(PAGE, page());
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page());
  }
}
