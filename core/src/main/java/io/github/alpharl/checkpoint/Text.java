package io.github.alpharl.checkpoint;

import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/** Pieces of messages. */
final class Text {

  private static final int SHOWN = 5;

  private Text() {}

  /** The first five of {@code names}, and how many more there are. */
  static String firstFive(Collection<String> names) {
    String first = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
    int more = names.size() - SHOWN;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  /** {@code path} as one word of a shell command. */
  static String shell(Path path) {
    String plain = path.toString();
    return plain.matches("[A-Za-z0-9_./@%+=:,-]+")
        ? plain
        : "'" + plain.replace("'", "'\\''") + "'";
  }
}
