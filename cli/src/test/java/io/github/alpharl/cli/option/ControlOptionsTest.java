package io.github.alpharl.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.accelerate.Settings;
import io.github.alpharl.regrounding.Regrounding;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The defaults of a controlled run. */
class ControlOptionsTest {

  private static final long PER_STEP = 512;

  private static Settings parsed(String... words) {
    return options(words).settings(10, PER_STEP);
  }

  private static ControlOptions options(String... words) {
    ControlOptions options = new ControlOptions();
    new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(words);
    return options;
  }

  @Test
  void whatIsReproducedHasTheCommandsDefaults() {
    assertThat(parsed()).isEqualTo(Regrounding.settings(10, 1));
  }

  @Test
  void aCommandIsNotStartedForEveryStep() {
    ControlOptions options = options("--budget", "20");
    assertThat(options.settings(0, PER_STEP).leg()).isEqualTo(2);
    assertThat(options.settings(100, PER_STEP).leg()).isEqualTo(1);
  }

  /** 192 answers let eight models begin: 0.8 of 60 % at one step, of 40 % at more. */
  @Test
  void theLegIsTheShortestThatCanBeSearched() {
    assertThat(Regrounding.leg(160)).isEqualTo(1);
    assertThat(Regrounding.leg(159)).isGreaterThan(1);
    assertThat(Regrounding.leg(128)).isEqualTo(3);
    assertThat(Regrounding.leg(1)).isEqualTo(4);
    ControlOptions options = options("--budget", "2");
    assertThat(options.settings(0, 128).leg()).as("at most the budget").isEqualTo(2);
  }

  @Test
  void longLegsSearchATenthAndTheShareIsTakenWhereItIsGiven() {
    assertThat(parsed("--leg", "4").share()).isEqualTo(0.4);
    assertThat(parsed("--leg", "5").share()).isEqualTo(0.1);
    assertThat(parsed("--leg", "5", "--max-search-share", "25%").share()).isEqualTo(0.25);
  }

  /** Known before anything is trained: whether the first leg can be searched. */
  @Test
  void aShareThatIsTooSmallIsKnownBeforeTheFirstLeg() {
    Settings.FirstSearch enough = parsed().firstSearch(1024);
    assertThat(enough.possible()).isTrue();
    assertThat(enough.models()).isEqualTo(8); // seven factors and the leg's end
    assertThat(enough.rollouts()).isEqualTo((long) (0.8 * 0.6 / 0.4 * 1024));
    Settings.FirstSearch few = parsed("--leg", "5").firstSearch(256);
    assertThat(few.rollouts()).isEqualTo(113); // 0.8 of a ninth of 1280
    assertThat(few.needed()).isEqualTo(8 * 3 * 8);
    assertThat(few.possible()).isFalse();
    assertThat(few.firstLeg()).isEqualTo(2);
    int percent = (int) Math.ceil(100 * few.share());
    assertThat(
            parsed("--leg", "5", "--max-search-share", percent + "%").firstSearch(256).possible())
        .isTrue();
    assertThat(
            parsed("--leg", "5", "--max-search-share", (percent - 1) + "%")
                .firstSearch(256)
                .possible())
        .isFalse();
  }
}
