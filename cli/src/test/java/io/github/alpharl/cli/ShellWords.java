package io.github.alpharl.cli;

import io.github.alpharl.cli.command.AlphaRl;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** Commands in texts, taken as a shell takes them. */
final class ShellWords {

  /** Such as {@code --prompt '3+4='}, {@code "a b"} or {@code RUN}. */
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");

  /** Where a shell ends a command: {@code | grep}, {@code > file}, {@code # words}. */
  private static final Pattern END = Pattern.compile(" (\\||>|#|&&|;|&|2>) ?.*$");

  private static final CommandLine LINE =
      new CommandLine(new AlphaRl()).setCaseInsensitiveEnumValuesAllowed(true);

  private ShellWords() {}

  /** The commands of alpharl in {@code text}, lines that go on joined. */
  static List<String> commands(String text) {
    return text.replaceAll("\\\\\\R\\s*", "")
        .lines()
        .map(line -> line.strip().replaceFirst("^\\$ ", "").replaceFirst("^\\./", ""))
        .map(line -> line.replaceFirst("^echo .* \\| ", ""))
        .filter(line -> line.startsWith("alpharl "))
        .toList();
  }

  /** Has the command line take {@code command}; throws what it says against it. */
  static void parse(String command) {
    List<String> words =
        WORD.matcher(END.matcher(command).replaceFirst(""))
            .results()
            .map(ShellWords::word)
            .collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
    LINE.parseArgs(words.subList(1, words.size()).toArray(String[]::new));
  }

  private static String word(MatchResult found) {
    for (int group = 1; group <= 2; group++) {
      if (found.group(group) != null) {
        return found.group(group);
      }
    }
    return found.group(3);
  }
}
