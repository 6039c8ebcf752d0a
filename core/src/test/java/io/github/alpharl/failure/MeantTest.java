package io.github.alpharl.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeantTest {

  private static final List<String> NAMES =
      List.of("hold", "extrapolate", "velocity", "relex", "inspect", "chained-arithmetic");

  @Test
  void theNearestNameIsOffered() {
    assertThat(Meant.hint("relx", NAMES)).isEqualTo(" (did you mean relex?)");
    assertThat(Meant.hint("inspct", NAMES)).isEqualTo(" (did you mean inspect?)");
    assertThat(Meant.hint("velcoity", NAMES)).isEqualTo(" (did you mean velocity?)");
    assertThat(Meant.hint("chained", NAMES)).isEqualTo(" (did you mean chained-arithmetic?)");
  }

  @Test
  void twoThatAreAsNearAreBothOffered() {
    assertThat(Meant.hint("q-pro", List.of("q-proj", "k-proj", "q-prox")))
        .isEqualTo(" (did you mean q-proj or q-prox?)");
  }

  @Test
  void whatIsFarFromAllIsNotGuessedAt() {
    assertThat(Meant.hint("foo", NAMES)).isEmpty();
    assertThat(Meant.hint("", NAMES)).isEmpty();
    assertThat(Meant.hint("relex", List.of())).isEmpty();
  }

  @Test
  void editsAreThoseOfLevenshtein() {
    assertThat(Meant.edits("kitten", "sitting")).isEqualTo(3);
    assertThat(Meant.edits("", "abc")).isEqualTo(3);
    assertThat(Meant.edits("same", "same")).isZero();
  }
}
