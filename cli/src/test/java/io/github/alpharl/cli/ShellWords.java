package io.github.alpharl.cli;

import io.github.alpharl.cli.command.AlphaRl;
import io.github.alpharl.cli.option.BucketPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Commands in texts, taken as a shell takes them. */
final class ShellWords {

  /** Such as {@code --prompt '3+4='}, {@code "a b"} or {@code RUN}. */
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");

  /** Where a shell ends a command: {@code |}, {@code >}, {@code 2>}, {@code &&}, {@code #}. */
  private static final Pattern END = Pattern.compile("[|#&;].*|[0-9]?>.*");

  /** Such as {@code Invalid value for option '--seed': 'S' is not a long}. */
  private static final Pattern PLACE =
      Pattern.compile("^Invalid value for .*: '(\\$?[A-Z_]+|\\$[a-z]+)' is not");

  private static final CommandLine LINE =
      new CommandLine(new AlphaRl()).setCaseInsensitiveEnumValuesAllowed(true);

  private ShellWords() {}

  /** The commands of alpharl in {@code text}, lines that go on joined. */
  static List<String> commands(String text) {
    return text.replaceAll("\\\\\\R\\s*", "")
        .lines()
        .map(line -> line.strip().replaceFirst("^\\$ ", "").replaceFirst("^\\./", ""))
        .map(line -> line.replaceFirst("^echo .* \\| ", ""))
        .filter(line -> line.matches("alpharl \\S.*")) // a table's row has more spaces
        .toList();
  }

  /** What the command line says against {@code command}; nothing against a place for a value. */
  static Optional<String> complaint(String command) {
    List<String> words = words(command);
    try {
      LINE.parseArgs(BucketPaths.known(words.subList(1, words.size())).toArray(String[]::new));
      return Optional.empty();
    } catch (ParameterException refused) {
      boolean place = PLACE.matcher(String.valueOf(refused.getMessage())).find();
      return Optional.of(command + ": " + refused.getMessage()).filter(_ -> !place);
    }
  }

  /** The commands of the first level, but those that picocli makes. */
  static List<String> names() {
    return LINE.getSubcommands().keySet().stream()
        .filter(name -> !name.equals("help") && !name.equals("generate-completion"))
        .toList();
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    for (MatchResult found : WORD.matcher(command).results().toList()) {
      String bare = String.valueOf(found.group(3));
      if (END.matcher(bare).matches()) {
        break;
      }
      words.add(word(found).replaceFirst(";$", ""));
      if (bare.endsWith(";")) {
        break;
      }
    }
    return words;
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
