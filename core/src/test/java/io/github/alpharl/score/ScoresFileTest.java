package io.github.alpharl.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoresFileTest {

  @TempDir Path temp;

  private ScoreSeries read(String text) throws IOException {
    return ScoresFile.read(Files.writeString(temp.resolve("scores"), text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "step,accuracy,samples\n10,0.5,64\n2,0.25,64\n",
        "samples, step ,accuracy\r\n\r\n64, 10, .5\r\n64,2,25e-2",
        "\uFEFFstep,accuracy,samples\n2,0.25,64\n10,0.5,64",
        """
        {"step": 2, "accuracy": 0.25, "samples": 64}
        {"samples": 64, "accuracy": 5e-1, "step": 10}

        """
      })
  void readsCsvAndJsonLinesInOrderOfStep(String text) throws IOException {
    assertThat(read(text).scores())
        .containsExactly(
            new Score(2, 0.25, OptionalLong.of(64)), new Score(10, 0.5, OptionalLong.of(64)));
  }

  @Test
  void samplesMayBeUnknown() throws IOException {
    assertThat(read("step,accuracy\n3,1").scores()).containsExactly(Score.of(3, 1));
    assertThat(read("step,accuracy,samples\n3,1,").scores()).containsExactly(Score.of(3, 1));
    assertThat(read("{\"step\":3,\"accuracy\":1,\"samples\":null}").scores())
        .containsExactly(Score.of(3, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "step,accuracy;1,1.5;| line 2: accuracy must be a fraction from 0 to 1, found \"1.5\";"
            + " divide percentages by 100",
        "step,accuracy;1,0.5;2,-0.1| line 3: accuracy must be a fraction from 0 to 1, found"
            + " \"-0.1\"",
        "step,accuracy;1,NaN| line 2: accuracy must be a fraction from 0 to 1, found \"NaN\"",
        "step,accuracy;1,| line 2: accuracy must be a fraction from 0 to 1, found \"\"",
        "step,accuracy;;7,0.5;8,0.5;7,0.6| line 5: step 7 already has a score on line 3; keep one",
        "step,accuracy;1.5,0.5| line 2: step must be a whole number of at least 0, found \"1.5\"",
        "step,accuracy;-1,0.5| line 2: step must be a whole number of at least 0, found \"-1\"",
        "step,accuracy,samples;1,0.5,0| line 2: samples must be a whole number of at least 1,"
            + " found \"0\"",
        "step,accuracy;1,0,5| line 2: 3 values found, 2 expected (step,accuracy)",
        "step,accuracy,sample;1,0.5,3| line 1: found step,accuracy,sample; expected the header"
            + " \"step,accuracy\" or \"step,accuracy,samples\", or JSON lines with these keys",
        "1,0.5;2,0.6| line 1: found 1,0.5; expected the header \"step,accuracy\" or"
            + " \"step,accuracy,samples\", or JSON lines with these keys",
        "step,accuracy;| has a header but no scores; it needs a line for each step",
        ";;| is empty; it needs the header \"step,accuracy\" or \"step,accuracy,samples\", or JSON"
            + " lines with these keys",
        "{\"step\":1,\"accuracy\":\"0.5\"}| line 1: accuracy must be a number, found \"0.5\"",
        "{\"step\":1,\"accuracy\":0.5};[]| line 2: a JSON object expected",
        "{\"step\":1}| line 1: found step; expected the header \"step,accuracy\" or"
            + " \"step,accuracy,samples\", or JSON lines with these keys",
      })
  void refusesWithTheLine(String text, String message) {
    assertThatThrownBy(() -> read(text.replace(';', '\n')))
        .isInstanceOf(BadDataException.class)
        .hasMessage(temp.resolve("scores") + (message.startsWith(" ") ? message : " " + message));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"step\":1,\"step\":2,\"accuracy\":0.5}",
        "{\"step\":1,\"accuracy\":0.5",
        "{\"step\":1,\"accuracy\":0.5} {}",
        "{\"step\":1,\"accuracy\":NaN}"
      })
  void refusesWhatIsNoJson(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BadDataException.class)
        .hasMessageStartingWith(temp.resolve("scores") + " line 1 is not a JSON object: ");
  }

  @Test
  void refusesAMissingFileAndOtherEncodings() throws IOException {
    Path absent = temp.resolve("absent.csv");
    assertThatThrownBy(() -> ScoresFile.read(absent))
        .isInstanceOf(UsageException.class)
        .hasMessage("there is no scores file " + absent);
    Path binary = Files.write(temp.resolve("binary"), new byte[] {'s', (byte) 0xFF, '\n'});
    assertThatThrownBy(() -> ScoresFile.read(binary))
        .isInstanceOf(BadDataException.class)
        .hasMessage(binary + " is not UTF-8 text");
  }

  @Test
  void namesTheStepsWithoutAScore() throws IOException {
    ScoreSeries scores = read("step,accuracy\n1,0.5\n3,0.75\n");
    assertThat(scores.accuracies(List.of(3L, 1L))).containsExactly(0.75, 0.5);
    assertThat(scores.upTo(2).steps()).containsExactly(1L);
    assertThatThrownBy(() -> scores.accuracies(List.of(1L, 2L, 4L)))
        .isInstanceOf(BadDataException.class)
        .hasMessage(
            "the scores file has no accuracy for 2 of the 3 checkpoints in use (step 2, 4); add a"
                + " line for each or leave these steps out of the window");
  }
}
