package io.github.alpharl.reproduce.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeedsTest {

  @Test
  void aNumberIsACountAndTwoAreARange() {
    assertThat(Seeds.of("3").values()).containsExactly(0L, 1L, 2L);
    assertThat(Seeds.of("1..2").values()).containsExactly(1L, 2L);
    assertThat(Seeds.of("7..7").values()).containsExactly(7L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "3", "1..2", "12..12"})
  void areWrittenAsTheyAreRead(String text) {
    assertThat(Seeds.of(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "2..1", "1,2", "1..", "..2", "", "three", "0..1000000"})
  void whatIsNeitherIsRefused(String text) {
    assertThatThrownBy(() -> Seeds.of(text))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "seeds are a number of at least 1, as 3 for seeds 0 to 2, or a range, as 1..2, not '%s'",
            text);
  }
}
