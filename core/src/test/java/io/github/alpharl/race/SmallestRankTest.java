package io.github.alpharl.race;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SmallestRankTest {

  @Test
  void findsEveryThresholdOfARisingCurve() {
    for (int wanted = 1; wanted <= 100; wanted++) {
      int least = wanted;
      SmallestRank found = SmallestRank.search(100, 0.99, rank -> rank >= least ? 1 : 0.98);
      assertThat(found.rank()).isEqualTo(wanted);
      assertThat(found.tried().size()).isLessThanOrEqualTo(14);
    }
  }

  @Test
  void rankOneThatIsEnoughCostsOneEvaluation() {
    SmallestRank found = SmallestRank.search(128, 0.99, _ -> 0.995);
    assertThat(found.rank()).isEqualTo(1);
    assertThat(found.tried()).containsOnlyKeys(1).containsValue(0.995);
  }

  @Test
  void theLargestCountsAsTheWholeWithoutBeingTried() {
    SmallestRank found = SmallestRank.search(6, 0.99, _ -> Double.NaN);
    assertThat(found.rank()).isEqualTo(6);
    assertThat(found.tried()).containsOnlyKeys(1, 2, 4, 5);
  }

  @Test
  void keepsWhatWasTried() {
    SmallestRank found = SmallestRank.search(64, 0.9, rank -> rank / 10.0);
    assertThat(found.rank()).isEqualTo(9);
    assertThat(found.tried()).containsOnlyKeys(1, 2, 4, 8, 16, 12, 10, 9);
    assertThat(found.tried()).containsEntry(8, 0.8).containsEntry(9, 0.9);
  }
}
