package io.github.alpharl.reproduce.page;

import io.github.alpharl.spectral.Rank;
import java.util.List;

/** The parts of an update that figures 3 and 4 show. */
public final class PaperParts {

  /** Of the last step. */
  public static final List<Rank> RANKS =
      List.of(
          new Rank.Count(1),
          new Rank.Percent(1),
          new Rank.Percent(5),
          new Rank.Percent(10),
          new Rank.Percent(25),
          new Rank.Percent(50));

  /** When rank 1 is looked at, in per cent of the run. */
  public static final List<Integer> TIMES = List.of(20, 40, 60, 80, 100);

  /** Alone, from 1. */
  public static final List<Integer> DIRECTIONS = List.of(1, 2, 3, 4, 8, 16);

  private PaperParts() {}

  /** Such as {@code 1} and {@code 25 %}. */
  public static String words(Rank rank) {
    return rank.toString().replace(".0%", " %");
  }
}
