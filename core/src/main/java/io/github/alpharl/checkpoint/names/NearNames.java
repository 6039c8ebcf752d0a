package io.github.alpharl.checkpoint.names;

import io.github.alpharl.failure.Meant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names that what somebody typed may have meant: {@code self_attn.q_proj} for {@code q_prj}. */
record NearNames(Collection<String> names) {

  private static final int SHOWN = 3;

  /** What is between the words of a name or an expression: {@code layers\\.1\\..*mlp}. */
  private static final Pattern BETWEEN = Pattern.compile("[^A-Za-z0-9_]+");

  /** The three whose parts are nearest to the words of {@code text}, the nearest first. */
  List<String> to(String text) {
    List<String> typed = words(text).toList();
    return names.stream()
        .sorted(Comparator.comparingInt((String name) -> distance(typed, name)))
        .limit(SHOWN)
        .toList();
  }

  private static Stream<String> words(String text) {
    return Arrays.stream(BETWEEN.split(text)).filter(word -> !word.isEmpty());
  }

  /** The sum over the words of the edits to the nearest part of {@code name}. */
  private static int distance(List<String> typed, String name) {
    List<String> parts = words(name).toList();
    return typed.stream()
        .mapToInt(word -> parts.stream().mapToInt(part -> Meant.edits(word, part)).min().orElse(0))
        .sum();
  }
}
