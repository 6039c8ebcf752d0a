package io.github.alpharl.failure;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** What somebody who mistyped a name may have meant. */
public final class Meant {

  private static final int SHOWN = 2;

  private Meant() {}

  /**
   * The {@code known} names that are nearest to {@code typed}, two at most: {@code " (did you mean
   * relex?)"}, to stand after what was typed; nothing where none is near.
   */
  public static String hint(String typed, Collection<String> known) {
    int near = Math.max(1, typed.length() / 3);
    int least = known.stream().mapToInt(name -> away(typed, name)).min().orElse(near + 1);
    List<String> meant =
        known.stream().filter(name -> away(typed, name) == least).limit(SHOWN).toList();
    return least > near ? "" : " (did you mean " + String.join(" or ", meant) + "?)";
  }

  /** Edits between both, none where {@code name} only goes on. */
  private static int away(String typed, String name) {
    boolean begun = typed.length() > 2 && name.startsWith(typed);
    return begun ? 0 : edits(typed, name);
  }

  /** The Levenshtein distance of two short words. */
  public static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
