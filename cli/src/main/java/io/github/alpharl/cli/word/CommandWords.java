package io.github.alpharl.cli.word;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Command lines for people to copy into a POSIX shell. */
public final class CommandWords {

  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_@%+=:,./-]+");

  private CommandWords() {}

  /** {@code alpharl} and {@code words}, quoted where a shell would take them apart. */
  public static String line(List<String> words) {
    return "alpharl " + words.stream().map(CommandWords::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
