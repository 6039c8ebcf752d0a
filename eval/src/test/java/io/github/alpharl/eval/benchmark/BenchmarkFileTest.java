package io.github.alpharl.eval.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.json.JsonLines;
import io.github.alpharl.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchmarkFileTest {

  @TempDir private Path folder;

  private Benchmark read(BenchmarkKind kind, String... lines) throws IOException {
    return BenchmarkFile.read(
        Files.writeString(folder.resolve("set.jsonl"), String.join("\n", lines)), kind, 0);
  }

  @ParameterizedTest
  @CsvSource({"aime24,30", "aime25,30", "math,500", "minerva,272", "gpqa,198", "gsm8k,1319"})
  void theSharedBenchmarksAreRead(String name, int problems) {
    Path file = SharedData.find("benchmarks/" + name + ".jsonl");
    Benchmark benchmark = BenchmarkFile.read(file, BenchmarkKind.named(name), 0);
    assertThat(benchmark.problems())
        .hasSize(problems)
        .allSatisfy(p -> assertThat(p.gold()).isNotBlank());
  }

  @Test
  void choicesAreShuffledAndTheLetterFollows() {
    Path file = SharedData.find("benchmarks/gpqa.jsonl");
    List<JsonLines.Row> rows = JsonLines.read(file);
    Benchmark benchmark = BenchmarkFile.read(file, BenchmarkKind.GPQA, 0);
    Map<String, Long> letters =
        benchmark.problems().stream()
            .collect(Collectors.groupingBy(Problem::gold, Collectors.counting()));
    assertThat(letters).containsOnlyKeys("A", "B", "C", "D");
    assertThat(letters.values()).allSatisfy(n -> assertThat(n).isBetween(30L, 70L));
    for (int i = 0; i < rows.size(); i++) {
      Problem shuffled = benchmark.problems().get(i);
      Choices before = Choices.in(rows.get(i).object().get("question").asText(), "A").orElseThrow();
      Choices after = Choices.in(shuffled.question(), shuffled.gold()).orElseThrow();
      assertThat(after.texts().get(after.right())).isEqualTo(before.texts().getFirst());
      assertThat(after.texts()).containsExactlyInAnyOrderElementsOf(before.texts());
    }
    assertThat(BenchmarkFile.read(file, BenchmarkKind.GPQA, 0).hash()).isEqualTo(benchmark.hash());
    assertThat(BenchmarkFile.read(file, BenchmarkKind.GPQA, 1).hash())
        .isNotEqualTo(benchmark.hash());
  }

  @Test
  void fieldNamesMayDiffer() throws IOException {
    assertThat(
            read(BenchmarkKind.GSM8K, "{\"question\":\"q\",\"answer\":\"We add.\\n#### 1,234\"}")
                .problems()
                .getFirst()
                .gold())
        .isEqualTo("1,234");
    assertThat(
            read(BenchmarkKind.AIME24, "{\"ID\":\"x\",\"Problem\":\"q\",\"Answer\":12}")
                .problems()
                .getFirst()
                .gold())
        .isEqualTo("12");
    assertThat(
            read(BenchmarkKind.MATH500, "{\"problem\":\"q\",\"solution\":\"so \\\\boxed{3}\"}")
                .problems()
                .getFirst()
                .gold())
        .contains("\\boxed{3}");
    assertThat(
            read(
                    BenchmarkKind.GPQA,
                    "{\"Question\":\"q\",\"Correct Answer\":\"r\",\"Incorrect Answer 1\":\"s\",\"Incorrect Answer 2\":\"t\",\"Incorrect Answer 3\":\"u\"}")
                .problems()
                .getFirst()
                .question())
        .contains("A. ")
        .contains("D. ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"question\":\"q\"} | line 1: no answer",
        "{\"answer\":\"1\"} | line 1: no question",
        "{\"question\":\"q\",\"answer\":\"1\" | line 1 is no JSON object",
        "[1] | row 1: a JSON object is expected"
      })
  void everyFaultNamesItsLine(String text, String message) {
    assertThatThrownBy(() -> read(BenchmarkKind.CUSTOM, text.replace(" ;; ", "\n")))
        .isInstanceOf(AlphaRlException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aQuestionThatAsksForABoxIsNotAskedTwice() throws IOException {
    Benchmark asked =
        read(BenchmarkKind.CUSTOM, "{\"question\":\"Put it in \\\\boxed{}\",\"answer\":\"1\"}");
    assertThat(asked.prompt(asked.problems().getFirst())).isEqualTo("Put it in \\boxed{}");
    Benchmark plain = read(BenchmarkKind.CUSTOM, "{\"question\":\"q\",\"answer\":\"1\"}");
    assertThat(plain.prompt(plain.problems().getFirst())).endsWith(Benchmark.BOXED);
  }
}
