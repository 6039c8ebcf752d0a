package io.github.alpharl.linearity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.score.Score;
import io.github.alpharl.score.ScoreSeries;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImportanceWindowsTest {

  @Test
  void aThirdOfTheModulesMovesByASeventh() {
    Map<String, Double> r2 = new HashMap<>();
    for (int i = 0; i < 14; i++) {
      r2.put(String.format("m%02d", i), i / 14.0);
    }
    List<ImportanceWindows.Window> windows = ImportanceWindows.of(r2);
    assertThat(windows.stream().map(ImportanceWindows.Window::first))
        .containsExactly(0, 2, 4, 6, 8, 9);
    assertThat(windows).allMatch(window -> window.modules().size() == 5);
    assertThat(windows.getFirst().modules()).containsExactly("m13", "m12", "m11", "m10", "m09");
    assertThat(windows.getFirst().meanR2()).isCloseTo(11 / 14.0, within(1e-12));
    assertThat(windows.getLast().modules()).containsExactly("m04", "m03", "m02", "m01", "m00");
  }

  @Test
  void equalModulesAreOrderedByNameAndOneModuleIsOneWindow() {
    List<ImportanceWindows.Window> windows = ImportanceWindows.of(Map.of("b", 1.0, "a", 1.0));
    assertThat(windows.getFirst().modules()).containsExactly("a");
    assertThat(ImportanceWindows.of(Map.of("a", 0.5))).hasSize(1);
    assertThat(ImportanceWindows.of(Map.of())).isEmpty();
  }

  @Test
  void firstStepAtOrAboveAMark() {
    ScoreSeries scores =
        new ScoreSeries(List.of(Score.of(4, 0.5), Score.of(8, 0.9), Score.of(12, 0.8)));
    assertThat(scores.firstReaching(0.9)).contains(Score.of(8, 0.9));
    assertThat(scores.firstReaching(0.95)).isEmpty();
  }
}
