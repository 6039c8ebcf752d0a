package io.github.alpharl.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.AlphaRlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One score at the steps 10 to 40, in the forms in which people have them. */
class PeoplesScoresTest {

  private static final double[] ACCURACIES = {0.2, 0.4, 0.5, 0.7};

  @TempDir Path temp;

  /** {@code head}, then {@code line} for each step: STEP, ACC and PERCENT are replaced. */
  private static String table(String head, String line) {
    return head
        + IntStream.range(0, ACCURACIES.length)
            .mapToObj(
                i ->
                    line.replace("STEP", Integer.toString(10 * (i + 1)))
                        .replace("ACC", Double.toString(ACCURACIES[i]))
                        .replace("PERCENT", Long.toString(Math.round(100 * ACCURACIES[i]))))
            .collect(Collectors.joining());
  }

  private ScoreReading read(String text) throws IOException {
    return Scores.read(Files.writeString(temp.resolve("file"), text), ScoreRequest.any());
  }

  private static void holds(ScoreReading reading) {
    assertThat(reading.series().steps()).containsExactly(10L, 20L, 30L, 40L);
    assertThat(reading.series().accuracies()).containsExactly(ACCURACIES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "step,accuracy~ | STEP,PERCENT%~",
        "\"step\",\"accuracy\"~ | \"STEP\",\"ACC\"~",
        "step;accuracy~ | STEP;ACC~",
        "step\taccuracy~ | STEP\tACC~",
        "Step,Accuracy~ | STEP,ACC~",
        ",step,accuracy~ | 7,STEP,ACC~",
        "step,accuracy~ | STEP.0,ACC~",
        "step,accuracy,loss~ | STEP,ACC,0.1~",
        "step,accuracy,samples~ | STEP,ACC,512.0~",
        "# gsm8k, 1319 problems~step,accuracy~ | STEP,ACC~",
        "\"Step\",\"r - val-core/x/reward/mean@1\",\"r - val-core/x/reward/mean@1__MIN\"~"
            + " | \"STEP\",\"ACC\",\"0.1\"~",
        "`` | {\"step\":STEP,\"data\":{\"val-core/x/acc/mean@1\":ACC,\"actor/entropy\":0.1}}~",
        "`` | {\"step\":STEP,\"accuracy\":ACC,\"benchmark\":\"gsm8k\"}~",
        "`` | {\"step\":\"STEP\",\"accuracy\":\"ACC\"}~",
        "`` | {\"step\":STEP.0,\"accuracy\":ACC}~"
      })
  void aLineOfEachStepIsReadAndSaid(String head, String line) throws IOException {
    ScoreReading reading = read(table(head.replace('~', '\n'), line.replace('~', '\n')));
    holds(reading);
    assertThat(reading.notes()).isNotEmpty();
  }

  @Test
  void aByteOrderMarkAndTheEndsOfLinesAreNoMatter() throws IOException {
    holds(read(table("\uFEFFstep,accuracy\r\n", "STEP,ACC\r\n")));
    holds(read(table("step,accuracy\r", "STEP,ACC\r")));
    holds(read(table("\uFEFFstep;accuracy\r\n", "STEP;ACC\r\n").replace('.', ',')));
    Path wide = temp.resolve("wide.csv");
    Files.write(
        wide, table("\uFEFFstep,accuracy\n", "STEP,ACC\n").getBytes(StandardCharsets.UTF_16LE));
    holds(Scores.read(wide, ScoreRequest.any()));
  }

  @Test
  void rowsMayStandInAnyOrder() throws IOException {
    holds(read("step,accuracy\n40,0.7\n10,0.2\n30,0.5\n20,0.4\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"step\":10,\"accuracy\":0.2},{\"step\":20,\"accuracy\":0.4},"
            + "{\"step\":30,\"accuracy\":0.5},{\"step\":40,\"accuracy\":0.7}]",
        "{\"10\":0.2,\"20\":0.4,\"30\":0.5,\"40\":0.7}",
        """
        {"global_step": 40, "log_history": [
          {"step": 10, "eval_accuracy": 0.2, "eval_loss": 0.1},
          {"step": 20, "eval_accuracy": 0.4, "eval_loss": 0.1},
          {"step": 30, "eval_accuracy": 0.5, "eval_loss": 0.1},
          {"step": 40, "eval_accuracy": 0.7, "eval_loss": 0.1}]}
        """
      })
  void oneDocumentIsRead(String text) throws IOException {
    holds(read(text));
  }

  /** What AIME in per cent looks like: nothing shows that these are no fractions. */
  @Test
  void percentagesBelowOneAreFractionsUnlessSaidOtherwise() throws IOException {
    String low = "step,accuracy\n10,0.4\n20,0.6\n30,0.8\n40,0.95\n";
    assertThat(read(low).series().accuracies()).containsExactly(0.4, 0.6, 0.8, 0.95);
    Path file = temp.resolve("file");
    ScoreRequest percent = ScoreRequest.any().with(ScoreRequest.Scale.PERCENT);
    assertThat(Scores.read(file, percent).series().accuracies()[0]).isEqualTo(0.004);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "step,accuracy~10,20.5~20,40~ | divide percentages by 100",
        "step,accuracy~10,0.2~20,nan~ | line 3: accuracy must be a fraction from 0 to 1",
        "step,accuracy~10,-0.5~20,0.2~ | line 2: accuracy must be a fraction from 0 to 1",
        "step,accuracy~10,0.2~20,1.3~ | line 3: accuracy must be a fraction from 0 to 1",
        "step,accuracy~20,0.4~20,0.4~ | line 3: step 20 already has a score on line 2",
        "step,reward~10,-0.5~ | a reward on another scale is no score",
        "step,reward~10,250~ | a reward on another scale is no score",
        "step,gsm8k,math500~10,0.2,0.1~ | name one of gsm8k, math500 as the metric",
        "step,accuracy~10,0x1p-2~ | line 2: accuracy must be a fraction",
        "step,accuracy~10,+0.7f~ | line 2: accuracy must be a fraction"
      })
  void whatIsNoScoreIsRefusedWithItsPlace(String text, String sentence) {
    assertThatThrownBy(() -> read(text.replace('~', '\n')))
        .isInstanceOf(AlphaRlException.class)
        .hasMessageContaining(temp.resolve("file").toString())
        .hasMessageContaining(sentence);
  }
}
