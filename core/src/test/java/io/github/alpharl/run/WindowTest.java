package io.github.alpharl.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.UsageException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "40% | 105 0 42 21 43 | 21 42",
        "100% | 3 2 1 | 1 2 3",
        "7.5 % | 0 1 3 4 40 | 1 3",
        "30% | 0 1 2 3 10 | 1 2 3",
        "2..10 | 0 1 2 7 10 11 | 2 7 10",
        "0..3 | 0 1 3 5 | 1 3",
      })
  void selectsTrueStepsWithoutTheBase(String window, String steps, String selected) {
    assertThat(Window.parse(window).select(steps(steps))).isEqualTo(steps(selected));
  }

  @ParameterizedTest
  @CsvSource({"40%,40%", "7.5 %,7.5%", "1..42,1..42"})
  void isWrittenAsItIsRead(String text, String written) {
    assertThat(Window.parse(text)).hasToString(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "40", "-3%", "1-5", "1..", "a..b", "40%%", "1...5"})
  void refusesOtherTexts(String text) {
    assertThatThrownBy(() -> Window.parse(text))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "the window \"%s\" is neither a share of the run such as 40%% nor steps such as 1..42",
            text);
  }

  @ParameterizedTest
  @CsvSource({"0%,0.0", "100.5%,100.5"})
  void refusesSharesThatAreNone(String text, String found) {
    assertThatThrownBy(() -> Window.parse(text))
        .isInstanceOf(UsageException.class)
        .hasMessage("a window must be over 0 %% and at most 100 %%, found %s%%", found);
  }

  @Test
  void refusesAnEmptyRange() {
    assertThatThrownBy(() -> Window.parse("9..3"))
        .isInstanceOf(UsageException.class)
        .hasMessage("the window 9..3 holds no step after the base; write it as FIRST..LAST");
  }

  @Test
  void refusesFewerThanTwoCheckpoints() {
    assertThatThrownBy(() -> Window.parse("10%").select(steps("0 10 50 100")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "a forecast needs at least 2 checkpoints after the base; the window 10% holds 1 of the"
                + " 3 (steps 10 to 100); widen it");
    assertThatThrownBy(() -> Window.parse("1..5").select(List.of(0L)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "a forecast needs at least 2 checkpoints after the base; the window 1..5 holds 0 of the"
                + " 0 (none); widen it");
  }

  private static List<Long> steps(String text) {
    return Arrays.stream(text.strip().split(" ")).map(Long::valueOf).toList();
  }
}
