package io.github.alpharl.factor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignAlignmentTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void flipsBeforeItChangeNothing(int seed) {
    Random random = new Random(seed);
    List<Rank1Factor> factors = new ArrayList<>();
    List<Rank1Factor> flipped = new ArrayList<>();
    for (int t = 0; t < 12; t++) {
      Rank1Factor factor =
          t % 5 == 2
              ? new Rank1Factor(new float[9], new float[4], 0, 0)
              : Randoms.factor(random, 9, 4, 1 + t);
      factors.add(factor);
      flipped.add(random.nextBoolean() ? factor.flipped() : factor);
    }
    List<Rank1Factor> aligned = SignAlignment.align(factors);
    List<Rank1Factor> other = SignAlignment.align(flipped);
    for (int t = 0; t < 12; t++) {
      assertThat(other.get(t).u()).containsExactly(aligned.get(t).u(), offset());
      assertThat(other.get(t).v()).containsExactly(aligned.get(t).v(), offset());
      assertThat(aligned.get(t).sigma()).isEqualTo(factors.get(t).sigma());
    }
  }

  @Test
  void theLastHasItsLargestEntryPositiveAndTheOthersFollow() {
    Rank1Factor first = new Rank1Factor(new float[] {-0.6f, 0.8f}, new float[] {1, 0}, 1, 1);
    Rank1Factor last = new Rank1Factor(new float[] {0.6f, -0.8f}, new float[] {0, 1}, 1, 1);
    List<Rank1Factor> aligned = SignAlignment.align(List.of(first, last));
    assertThat(aligned.get(1).u()).containsExactly(-0.6f, 0.8f);
    assertThat(aligned.get(1).v()).containsExactly(new float[] {0, -1}, offset());
    assertThat(aligned.get(0)).isSameAs(first);
  }

  @Test
  void neighboursMeetAcrossZeros() {
    Rank1Factor up = new Rank1Factor(new float[] {1, 0}, new float[] {1}, 1, 1);
    Rank1Factor none = new Rank1Factor(new float[] {0, 0}, new float[] {0}, 0, 0);
    List<Rank1Factor> aligned = SignAlignment.align(List.of(up.flipped(), none, up, none));
    assertThat(aligned.get(0).u()).containsExactly(new float[] {1, 0}, offset());
    assertThat(aligned.get(0).v()).containsExactly(1);
    assertThat(aligned.get(1)).isSameAs(none);
  }

  private static Offset<Float> offset() {
    return Offset.offset(0f); // −0 equals 0
  }
}
