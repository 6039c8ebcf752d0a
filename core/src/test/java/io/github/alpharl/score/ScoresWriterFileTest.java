package io.github.alpharl.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoresWriterFileTest {

  @TempDir private Path folder;

  @Test
  void linesRiseByStepWithSixDecimals() throws IOException {
    Path file = folder.resolve("scores.csv");
    ScoresWriter.write(
        file,
        List.of(
            new Score(12, 0.7, OptionalLong.of(1024)),
            Score.of(4, 2 / 3.0),
            new Score(0, 1, OptionalLong.of(8))));
    assertThat(Files.readString(file))
        .isEqualTo("step,accuracy,samples\n0,1.000000,8\n4,0.666667,\n12,0.700000,1024\n");
    assertThat(ScoresFile.read(file).scores()).isEqualTo(ScoresWriter.written(file));
  }

  @Test
  void whatItWroteIsReadAndWrittenAgainUnchanged() throws IOException {
    Path file = folder.resolve("scores.csv");
    ScoresWriter.write(
        file,
        List.of(
            new Score(0, 0.396484375, OptionalLong.of(1024)), new Score(4, 0.1, OptionalLong.of(3))));
    String first = Files.readString(file);
    ScoresWriter.write(file, ScoresWriter.written(file));
    assertThat(Files.readString(file)).isEqualTo(first);
  }

  @Test
  void noFileAndNoScoresAreEmpty() throws IOException {
    Path file = folder.resolve("scores.csv");
    assertThat(ScoresWriter.written(file)).isEmpty();
    ScoresWriter.write(file, List.of());
    assertThat(Files.readString(file)).isEqualTo("step,accuracy,samples\n");
    assertThat(ScoresWriter.written(file)).isEmpty();
  }

  @Test
  void halfALineIsNoScore() throws IOException {
    Path file = folder.resolve("scores.csv");
    Files.writeString(file, "step,accuracy,samples\n0,0.500000,8\n4,0.62");
    assertThat(ScoresWriter.written(file)).extracting(Score::step).containsExactly(0L);
  }
}
