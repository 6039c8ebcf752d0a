package io.github.alpharl.view.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.lab.run.StepReport;
import io.github.alpharl.view.StatusLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingProgressTest {

  private static final StepReport SAVED =
      new StepReport(4, 100, Map.of("reward", 0.5, "tokensPerSecond", 16_555.2), 0.374, 81.4);
  private static final StepReport NEXT =
      new StepReport(5, 100, Map.of("reward", 0.75, "tokensPerSecond", 2e4), Double.NaN, 3_700);
  private static final String FIRST =
      "step 4/100  reward 0.5000  accuracy 0.3740  16555 tokens/s  1:21 left";
  private static final String SECOND =
      "step 5/100  reward 0.7500  accuracy 0.3740  20000 tokens/s  1:01:40 left";

  private static StatusLine line(StringWriter text, boolean terminal) {
    PrintWriter err = new PrintWriter(text);
    return new StatusLine(err, terminal, err::println);
  }

  private static String shown(boolean terminal) {
    StringWriter text = new StringWriter();
    try (TrainingProgress progress = new TrainingProgress(line(text, terminal))) {
      progress.show(SAVED);
      progress.show(NEXT);
    }
    return text.toString();
  }

  @Test
  void aTerminalHasOneLineThatIsRenewed() {
    assertThat(shown(true))
        .isEqualTo("\r\u001b[2K" + FIRST + "\r\u001b[2K" + SECOND + System.lineSeparator());
  }

  @Test
  void elsewhereEveryStepHasALine() {
    assertThat(shown(false).lines()).containsExactly(FIRST, SECOND);
  }

  @Test
  void withoutRewardsTheLossIsShown() {
    StringWriter text = new StringWriter();
    new TrainingProgress(line(text, false))
        .show(new StepReport(1, 2, Map.of("loss", 2.5, "tokensPerSecond", 1.0), Double.NaN, 9));
    assertThat(text.toString().trim())
        .isEqualTo("step 1/2  loss 2.5000  accuracy -  1 tokens/s  0:09 left");
  }
}
