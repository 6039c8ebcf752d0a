package io.github.alpharl.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoresWriterTest {

  @TempDir Path temp;

  /** The forms that the lab and accelerate (6), the planted run (4) and evaluate (all) have. */
  @Test
  void writesWhatEachWriterWrote() {
    double third = 1 / 3.0;
    assertThat(new ScoresWriter(6).add(10, third, 300).csv())
        .isEqualTo("step,accuracy,samples\n10,0.333333,300\n")
        .endsWith(String.format(Locale.ROOT, "%d,%.6f,%d\n", 10, third, 300));
    assertThat(new ScoresWriter(4).add(0, third, 8).add(1, 1, 8).csv())
        .isEqualTo("step,accuracy,samples\n0,0.3333,8\n1,1.0000,8\n");
    assertThat(new ScoresWriter().add(5, third, 3).csv())
        .isEqualTo(
            "step,accuracy,samples\n" + String.format(Locale.ROOT, "%d,%s,%d\n", 5, third, 3L));
    assertThat(ScoresWriter.line(10, third, 300, 6)).isEqualTo("10,0.333333,300");
    assertThat(new ScoresWriter().csv()).isEqualTo(ScoresWriter.HEADER + "\n");
  }

  @Test
  void isReadBackFromBothForms() throws IOException {
    List<Score> scores =
        List.of(
            new Score(3, 0.1 + 0.2, OptionalLong.of(7)),
            new Score(1L << 40, 1e-9, OptionalLong.of(1L << 33)));
    ScoresWriter writer = new ScoresWriter();
    scores.forEach(
        score -> writer.add(score.step(), score.accuracy(), score.samples().orElseThrow()));
    writer.write(temp.resolve("scores.csv"));
    writer.write(temp.resolve("scores.jsonl"));
    assertThat(Files.readString(temp.resolve("scores.csv"))).isEqualTo(writer.csv());
    assertThat(Files.readString(temp.resolve("scores.jsonl")))
        .isEqualTo(writer.jsonLines())
        .startsWith("{\"step\":3,\"accuracy\":0.30000000000000004,\"samples\":7}\n");
    for (String name : List.of("scores.csv", "scores.jsonl")) {
      ScoreReading reading = Scores.read(temp.resolve(name), ScoreRequest.any());
      assertThat(reading.series().scores()).isEqualTo(scores);
      assertThat(reading.notes()).isEmpty();
    }
  }
}
