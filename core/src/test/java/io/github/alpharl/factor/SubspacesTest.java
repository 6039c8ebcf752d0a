package io.github.alpharl.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.update.Update;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubspacesTest {

  private static final ModuleFactors FACTORS =
      new ModuleFactors(
          "w",
          new float[][] {{1, 0, 0}, {0, 1, 0}},
          new float[][] {{0, 1}, {1, 0}},
          new double[] {4, 3},
          new double[] {0, 0},
          10,
          0.75,
          0,
          1);

  @Test
  void theFirstDirectionsGetTheNormOfTheWholeUpdate() {
    Update one = Subspaces.parse("1").of(FACTORS, 1, true);
    assertThat(one.left()).hasDimensions(1, 3);
    assertThat(one.left()[0][0]).isCloseTo(10, within(1e-12));
    Update two = Subspaces.parse("2").of(FACTORS, 0.5, true);
    assertThat(two.left()[0][0]).isCloseTo(0.5 * 10 / 5 * 4, within(1e-12));
    assertThat(two.left()[1][1]).isCloseTo(0.5 * 10 / 5 * 3, within(1e-12));
    assertThat(two.right()[1]).containsExactly(1, 0);
  }

  @Test
  void oneDirectionAloneIsNormMatchedToo() {
    Update second = Subspaces.parse("i:2").of(FACTORS, 1, true);
    assertThat(second.left()).hasDimensions(1, 3);
    assertThat(second.left()[0][1]).isCloseTo(10, within(1e-12));
  }

  @Test
  void sharesRoundUpAndKeepOneAtLeast() {
    assertThat(Rank.parse("1%").of(4096, 12288)).isEqualTo(41);
    assertThat(Rank.parse("1%").of(10, 20)).isEqualTo(1);
    assertThat(Rank.parse("100%").of(10, 20)).isEqualTo(10);
    assertThat(Rank.parse("50").of(10, 20)).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0%", "101%", "-1", "x", "i:0", "1.5", ""})
  void otherRanksAreRefused(String text) {
    assertThatThrownBy(() -> Subspaces.parse(text)).isInstanceOf(UsageException.class);
  }
}
