package io.github.alpharl.grade.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Looking near the words of a pattern finds what looking everywhere finds. */
class TriggersTest {

  private static final List<String> PIECES =
      List.of("so", "So ", "is", " wrong", "not ", "right", ".", "7", " ", "\n", "thus", "x");

  @Test
  void theMatchesAreThoseOfThePatternAlone() {
    var pattern = Pattern.compile("(?i)\\b(?:so|thus)\\b[^.\\n]{0,9}|is (?:not right|wrong)");
    var triggers = Triggers.of("so", "thus", "wrong", "not right");
    var random = new Random(1);
    for (int i = 0; i < 3_000; i++) {
      String text =
          random
              .ints(1 + random.nextInt(40), 0, PIECES.size())
              .mapToObj(PIECES::get)
              .collect(Collectors.joining());
      assertThat(triggers.results(pattern, 6, 20, text).stream().map(MatchResult::group))
          .as(text)
          .containsExactlyElementsOf(
              pattern.matcher(text).results().map(MatchResult::group).toList());
    }
  }

  @Test
  void aWordIsFoundInAnyCaseAndAtAnyPlace() {
    assertThat(Triggers.of("final answer").in("The FINAL Answer")).isTrue();
    assertThat(Triggers.of("?").in("is it")).isFalse();
    assertThat(Triggers.of("no", "\\in").in("x\\in S")).isTrue();
  }

  @Test
  void wordsStartWithAscii() {
    assertThatIllegalArgumentException().isThrownBy(() -> Triggers.of("答案"));
  }
}
