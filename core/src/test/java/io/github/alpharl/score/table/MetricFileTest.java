package io.github.alpharl.score.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.testkit.EventWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricFileTest {

  @TempDir Path temp;

  private MetricTable read(String text) throws IOException {
    return MetricFile.read(Files.writeString(temp.resolve("file"), text));
  }

  private static String points(MetricTable table, String column) {
    Points points = Points.of(table, table.column(column).orElseThrow(), Optional.empty());
    return IntStream.range(0, points.steps().length)
        .mapToObj(i -> points.steps()[i] + ":" + points.values()[i])
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\uFEFFstep,acc,loss\n1,0.5,3\n20,0.75,4\n",
        "step\tloss\tacc\n20\t4\t.75\n1\t3\t5e-1\n",
        "Step;loss;acc\r\n\r\n1;3;0,5\r\n20;4;0,75",
        """
        "acc","step","a ""quoted"", name
        over two lines"
        "0.5","1","x"
        "0.75","20",""
        """,
        "step,acc\n1,0.5\nstep,acc\n20,0.1\n20,0.75\n",
        "step,acc\n1.0,0.5\n2,\n20.0,0.75,\n",
        "{\"step\":1,\"acc\":0.5,\"x\":null}\n{\"step\":20,\"acc\":0.75,\"x\":{\"y\":2}}\n",
        "{\"step\": 1, \"data\": {\"acc\": 0.5}}\n{\"step\": 20, \"data\": {\"acc\": 0.75}}\n",
        "[\n {\"step\": 1,\n  \"acc\": 0.5}, {\"acc\": NaN, \"step\": 2},"
            + " {\"step\":20, \"acc\": 0.75}]",
        "{\"step\":1}\n{\"step\":1,\"acc\":0.5}\n{\"step\":20,\"acc\":0.75}\n{\"step\":21,\"ac",
        "{\"log_history\": [{\"step\": 1, \"acc\": 0.5},\n {\"step\": 20, \"acc\": 0.75}],"
            + " \"max_steps\": 40}",
        """
        [2026-11-28] INFO x
        \u001B[36m(TaskRunner pid=4)\u001B[0m step:1 - a/b:1e-06 - acc:0.5
        timing_s/step:1.25 - acc:9
        step: 3
        81.49s/it]step:20 - acc:np.float64(0.75) - c:x
        """,
        """
        12:00 SUCCESS Step 1 | Time: 134.09s | acc: 0.5000 | Peak: 1.0/2.0 GiB
        12:01 SUCCESS Step 20 | acc: 0.75 | Throughput: 1859.1 tokens/s
        """
      })
  void readsEveryForm(String text) throws IOException {
    assertThat(points(read(text), "acc")).isEqualTo("1:0.5 20:0.75");
  }

  @Test
  void keepsWhatTheFormSaysBesides() throws IOException {
    MetricTable state = read("{\"max_steps\": 40, \"log_history\": [{\"step\": 1, \"a\": 2}]}");
    assertThat(state.maxSteps()).hasValue(40);
    assertThat(state.at(1)).endsWith("file log_history entry 1");
    MetricTable prime = read("Step 1 | Time: 134.09s | Throughput: 1859.1 tokens/s | MFU: 3%\n");
    assertThat(points(prime, "Throughput")).isEqualTo("1:1859.1");
    assertThat(prime.column("MFU").orElseThrow().percentSigns()).isEqualTo(1);
    MetricTable odd = read("step,x,x,note\n1,NaN,2,hello\n2,inf,3,\n3,,4%,\n4,0x1,5,\n");
    assertThat(odd.column("x").orElseThrow().notFinite()).isEqualTo(2);
    assertThat(odd.column("x").orElseThrow().odd()).hasValue(new MetricColumn.Odd(5, "0x1"));
    assertThat(points(odd, "x (2)")).isEqualTo("1:2.0 2:3.0 3:4.0 4:5.0");
    assertThat(odd.notes()).singleElement().asString().contains("told apart as x (2)");
  }

  @Test
  void choosesTheStepsOfTheMetric() throws IOException {
    MetricTable slime =
        read("_step,train/step,eval/step,eval/acc,train/x\n0,5,,,1\n1,6,,,2\n2,7,100,0.5,3\n");
    assertThat(points(slime, "eval/acc")).isEqualTo("100:0.5");
    assertThat(points(slime, "train/x")).isEqualTo("5:1.0 6:2.0 7:3.0");
    MetricTable wandb = read("_step,train/global_step,acc\n3,10,0.5\n4,20,0.75\n");
    Points points = Points.of(wandb, wandb.column("acc").orElseThrow(), Optional.empty());
    assertThat(points.steps()).containsExactly(10, 20);
    assertThat(points.notes())
        .singleElement()
        .asString()
        .endsWith("the steps are those of train/global_step, not of _step");
    Points named = Points.of(wandb, wandb.column("acc").orElseThrow(), Optional.of("_step"));
    assertThat(named.steps()).containsExactly(3, 4);
    assertThatThrownBy(
            () -> Points.of(wandb, wandb.column("acc").orElseThrow(), Optional.of("epoch")))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void takesTheLastOfRepeatedStepsAndSaysSo() throws IOException {
    MetricTable table = read("step,acc,x\n1,0.1,0\n2,0.2,0\n3,0.3,0\n2,0.4,0\n3,0.5,0\n,0.9,0\n");
    Points points = Points.of(table, table.column("acc").orElseThrow(), Optional.empty());
    assertThat(points.values()).containsExactly(0.1, 0.4, 0.5);
    assertThat(points.rows()).containsExactly(2, 5, 6);
    assertThat(points.notes())
        .containsExactly(
            temp.resolve("file") + ": values of acc without a step are left out: 1",
            temp.resolve("file")
                + ": steps with more than one value of acc, as after a resume: 2 (step 2, 3); the"
                + " last one counts");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "step,acc;1.5,0.5| line 2: step must be a whole number of at least 0, found 1.5",
        "step,acc;-1,0.5| line 2: step must be a whole number of at least 0, found -1",
        "step,acc;1e300,0.5| line 2: step must be a whole number of at least 0, found 1",
        "epoch,acc;1,0.5| line 1: found epoch,acc; expected a column of steps",
        "{\"acc\":0.5}|: no column counts the steps of acc",
        "step,acc;1,0.5,7| line 2: 3 values found, 2 expected (step,acc)",
        "step,acc;1;2,0.5| line 2: 1 values found, 2 expected (step,acc)",
        "{\"step\":1,\"acc\":0.5};7| line 2: a JSON object expected",
        "{\"step\":1,\"acc\":0.5};{oops}| line 2 is not a JSON object: Unexpected character",
        "{\"step\":1,\"step\":2}| line 1 is not a JSON object: Duplicate field 'step'",
        "{\"step\":1,\"acc\":| line 1 is not a JSON object: it ends in the middle",
        "PAR1| is a Parquet file; export it as CSV: python3 -c",
      })
  void refusesWithThePlace(String text, String message) {
    assertThatThrownBy(() -> points(read(text.replace(';', '\n')), "acc"))
        .isInstanceOf(AlphaRlException.class)
        .hasMessageStartingWith(
            temp.resolve("file") + (message.startsWith(":") ? "" : " ") + message);
  }

  @Test
  void namesTheExportOfADatabase() throws IOException {
    Path file = Files.writeString(temp.resolve("p.db"), "SQLite format 3\0rest");
    assertThatThrownBy(() -> MetricFile.read(file))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("sqlite3 " + file + " \"select json_set(metrics, '$.step', step)");
  }

  @Test
  void leavesOutAnUnfinishedLastLine() throws IOException {
    MetricTable table = read("step,acc,x\n1,0.5,0\n2,0.");
    assertThat(points(table, "acc")).isEqualTo("1:0.5");
    assertThat(table.notes()).singleElement().asString().endsWith("unfinished and left out");
    MetricTable json = read("{\"step\":1,\"acc\":0.5}\n{\"step\":2,\"acc\":0.");
    assertThat(points(json, "acc")).isEqualTo("1:0.5");
    assertThat(json.notes()).singleElement().asString().endsWith("unfinished and left out");
  }

  @Test
  void readsGzipAndUtf16AndThousandsOfColumns() throws IOException {
    int columns = 3000;
    StringBuilder text = new StringBuilder("step,acc");
    IntStream.range(0, columns).forEach(i -> text.append(",grad/").append(i));
    for (int row = 1; row <= 20; row++) {
      text.append('\n').append(row).append(',').append(row / 32.0);
      for (int i = 0; i < columns; i++) {
        text.append(',').append(i % 3 == 0 ? "" : i + row);
      }
    }
    Path packed = temp.resolve("history.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    MetricTable table = MetricFile.read(packed);
    assertThat(table.columns()).hasSize(columns + 2);
    assertThat(points(table, "acc")).startsWith("1:0.03125 2:0.0625").endsWith("20:0.625");
    assertThat(table.column("grad/2999").orElseThrow().value(19)).isEqualTo(3019);
    Path wide = temp.resolve("excel.txt");
    Files.write(wide, "\uFEFFstep\tacc\r\n1\t0.5\r\n".getBytes(StandardCharsets.UTF_16LE));
    assertThat(points(MetricFile.read(wide), "acc")).isEqualTo("1:0.5");
    byte[] cut = Files.readAllBytes(packed);
    Files.write(packed, java.util.Arrays.copyOf(cut, cut.length / 2));
    assertThatThrownBy(() -> MetricFile.read(packed))
        .isInstanceOf(BadDataException.class)
        .hasMessageEndingWith("is gzip that ends in the middle");
  }

  @Test
  void readsADirectoryOfEventFiles() throws IOException {
    new EventWriter().scalar(1, "acc", 0.25f).scalar(2, "acc", 0.5f).write(temp, 100);
    new EventWriter().scalar(2, "acc", 0.75f).scalar(3, "acc", 1).write(temp, 101);
    assertThat(points(MetricFile.read(temp), "acc")).isEqualTo("1:0.25 2:0.75 3:1.0");
  }

  /** Any text ends in a table or in a sentence that names the file. */
  @Test
  void neverFailsOtherwise() throws IOException {
    String alphabet = "step,acc;\t\"\n\r{}[]:0123456789.-e null\u00e9 - |";
    Random random = new Random(3);
    for (int i = 0; i < 1000; i++) {
      StringBuilder text = new StringBuilder(i % 3 == 0 ? "step,acc\n1,0.5\n" : "");
      text.append(i % 3 == 1 ? "{\"step\":" : "");
      random
          .ints(random.nextInt(60), 0, alphabet.length())
          .forEach(c -> text.append(alphabet.charAt(c)));
      try {
        assertThat(read(text.toString()).source()).isEqualTo(temp.resolve("file"));
      } catch (AlphaRlException e) {
        assertThat(e).hasMessageContaining(temp.resolve("file").toString());
      }
    }
    assertThatThrownBy(() -> read("{\"step\":1,\"a\":" + "[".repeat(100_000)))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("line 1 is not a JSON object");
  }
}
