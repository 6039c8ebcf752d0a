package io.github.alpharl.grade.latex;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hipparchus.fraction.BigFraction;

/** Numbers in words: {@code twenty-one}, {@code three hundred}, {@code two thirds}. */
public final class NumberWords {

  private static final Map<String, Long> SMALL = new LinkedHashMap<>();
  private static final Map<String, Long> LARGE =
      Map.of("dozen", 12L, "hundred", 100L, "thousand", 1_000L, "million", 1_000_000L);
  private static final Map<String, Integer> PARTS =
      Map.of(
          "half",
          2,
          "halves",
          2,
          "third",
          3,
          "thirds",
          3,
          "quarter",
          4,
          "quarters",
          4,
          "fourth",
          4,
          "fourths",
          4,
          "fifth",
          5,
          "fifths",
          5);

  /** {@code a hundred}. */
  private static final Pattern ARTICLE =
      Pattern.compile("^a (?=(?:dozen|hundred|thousand|million)\\b)");

  static {
    String[] ones =
        ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
                + "fifteen sixteen seventeen eighteen nineteen")
            .split(" ");
    for (int i = 0; i < ones.length; i++) {
      SMALL.put(ones[i], (long) i);
    }
    String[] tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
    for (int i = 0; i < tens.length; i++) {
      SMALL.put(tens[i], 10L * (i + 2));
    }
  }

  private NumberWords() {}

  /** The words from zero to nineteen and for the tens, by size. */
  public static List<String> small() {
    return List.copyOf(SMALL.keySet());
  }

  /** The number that all of {@code words}, in lower case, name. */
  public static Optional<BigFraction> value(String words) {
    return words.startsWith("minus ") || words.startsWith("negative ")
        ? unsigned(words.substring(words.indexOf(' ') + 1)).map(BigFraction::negate)
        : unsigned(words);
  }

  private static Optional<BigFraction> unsigned(String words) {
    String[] all = ARTICLE.matcher(words).replaceFirst("one ").replace("-", " ").split(" ");
    if (all.length > 8) {
      return Optional.empty();
    }
    Integer part = PARTS.get(all[all.length - 1]);
    if (part == null) {
      return whole(all, all.length).map(BigFraction::new);
    }
    boolean article = all.length == 2 && all[0].equals("a");
    Optional<Long> above = article ? Optional.of(1L) : whole(all, all.length - 1);
    return above.map(n -> new BigFraction(n, (long) part));
  }

  private static Optional<Long> whole(String[] words, int count) {
    long total = 0;
    long group = 0;
    long last = 0;
    for (int i = 0; i < count; i++) {
      Long small = SMALL.get(words[i]);
      Long large = LARGE.get(words[i]);
      boolean joins = words[i].equals("and") && i > 0 && last >= 100;
      if (small != null && (last == 0 || last >= 100 || (last >= 20 && small < 10 && small > 0))) {
        group += small;
        last = small == 0 ? 1 : small;
      } else if (large != null && group > 0) {
        group *= large;
        last = large;
        if (large >= 1_000) {
          total += group;
          group = 0;
        }
      } else if (!joins) {
        return Optional.empty();
      }
    }
    return count > 0 ? Optional.of(total + group) : Optional.empty();
  }
}
