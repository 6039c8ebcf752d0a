package io.github.alpharl.eval.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shapes in which people keep their problems. */
class BenchmarkShapesTest {

  private static final String ONE = "{\"question\":\"1+1\",\"answer\":\"2\"}";
  private static final String TWO = "{\"question\":\"1+2\",\"answer\":\"3\"}";

  @TempDir private Path folder;

  private Benchmark read(String text) throws IOException {
    return read("set.jsonl", text.getBytes(StandardCharsets.UTF_8));
  }

  private Benchmark read(String name, byte[] bytes) throws IOException {
    return BenchmarkFile.find(
        Files.write(folder.resolve(name), bytes).toString(), Optional.empty(), 0, 100);
  }

  private static List<String> golds(Benchmark benchmark) {
    return benchmark.problems().stream().map(Problem::gold).toList();
  }

  private static boolean judges(Benchmark benchmark, int problem, String response) {
    return benchmark.judge().judge(benchmark.problems().get(problem), response).equal();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ONE + "\n" + TWO,
        "[" + ONE + "," + TWO + "]",
        "\uFEFF[\n  " + ONE + ",\n  " + TWO + "\n]\n",
        "{\"version\": 1, \"data\": [" + ONE + "," + TWO + "]}",
        "{\n \"meta\": {\"data\": 3},\n \"data\": [\n" + ONE + "," + TWO + "]}",
        "{\"features\":[{\"name\":\"q\"}],\"rows\":[{\"row\":" + ONE + "},{\"row\":" + TWO + "}]}",
        "question,answer\n1+1,2\n\"1+2\",3\n",
        "id\tquestion\tanswer\n7\t1+1\t2\n8\t1+2\t3\n",
        "answer;question;x, y\n2;\"1+1\";a\n3;1+2;b\n",
      })
  void formatsAreToldApartByTheirFirstBytes(String text) throws IOException {
    assertThat(golds(read(text))).containsExactly("2", "3");
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(golds(read("packed.jsonl", packed.toByteArray()))).containsExactly("2", "3");
    assertThat(golds(read("packed.jsonl.gz", packed.toByteArray()))).containsExactly("2", "3");
  }

  @Test
  void cellsOfATableMayHoldLinesListsAndQuotes() throws IOException {
    Benchmark table =
        read("problem,choices,answer\n\"Which\nis \"\"odd\"\"?\",\"[\"\"2\"\", \"\"3\"\"]\",B\n");
    assertThat(table.problems().getFirst().question())
        .isEqualTo("Which\nis \"odd\"?\n\nA. 2\nB. 3");
  }

  @Test
  void parquetIsReadOrItsConversionIsNamed() throws IOException {
    Benchmark verl = read("verl.parquet", resource("verl-snappy.parquet"));
    assertThat(golds(verl)).containsExactly("5", "6", "7");
    assertThat(verl.problems().getLast().question()).isEqualTo("2+5?");
    assertThatThrownBy(() -> read("z.parquet", resource("verl-zstd.parquet")))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("pandas.read_parquet")
        .hasMessageContaining("to_json('z.jsonl'");
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = BenchmarkShapesTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  @Test
  void conversationsAndNestedAnswersAreRead() throws IOException {
    String message =
        "[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"1+1\"}]";
    Benchmark verl =
        read(
            "{\"prompt\":"
                + message
                + ",\"reward_model\":{\"ground_truth\":\"2\",\"style\":\"rule\"}}");
    assertThat(golds(verl)).containsExactly("2");
    assertThat(verl.problems().getFirst().question()).isEqualTo("1+1");
    assertThat(verl.notes()).hasSize(1).first().asString().contains("last message");
    assertThat(golds(read("{\"messages\":" + message + ",\"ground_truth\":2}")))
        .containsExactly("2");
    assertThat(golds(read("{\"question\":\"q\",\"final_answer\":[\"2\"]}"))).containsExactly("2");
    assertThat(golds(read("{\"question\":\"q\",\"answer\":{\"value\":\"2\"}}")))
        .containsExactly("2");
    Benchmark several = read("{\"question\":\"q\",\"answers\":[\"1\",\"2\"]}");
    assertThat(golds(several)).containsExactly("1, 2");
    assertThat(several.notes()).hasSize(1).first().asString().contains("all that stand in one");
    assertThat(judges(several, 0, "\\boxed{2, 1}")).isTrue();
    assertThat(judges(several, 0, "\\boxed{2}")).isFalse();
  }

  @Test
  void questionsThatAskForAFormAreNotAskedForAnother() throws IOException {
    Benchmark gsm =
        read("{\"prompt\":\"2+3? output the final answer after \\\"####\\\".\",\"answer\":\"5\"}");
    assertThat(gsm.instruction()).isEmpty();
    assertThat(judges(gsm, 0, "We add.\n#### 5")).isTrue();
    assertThat(gsm.notes()).hasSize(1);
    Benchmark dapo =
        read(
            "{\"prompt\":\"The last line of your response should be of the form Answer: $Answer.\",\"answer\":\"5\"}");
    assertThat(dapo.instruction()).isEmpty();
    assertThat(judges(dapo, 0, "So.\nAnswer: 5")).isTrue();
  }

  /** The right one is "u" in all of them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"question\":\"q\",\"choices\":[\"s\",\"t\",\"u\"],\"answer\":\"C\"}",
        "{\"question\":\"q\",\"options\":[\"s\",\"t\",\"u\"],\"answer\":\"(c)\"}",
        "{\"question\":\"q\",\"options\":[\"s\",\"t\",\"u\"],\"answer\":\"u\"}",
        "{\"question\":\"q\",\"choices\":[\"s\",\"t\",\"u\"],\"answer\":2}\n{\"question\":\"r\",\"choices\":[\"u\",\"t\"],\"answer\":0}",
        "{\"question\":\"q\",\"choices\":[\"s\",\"t\",\"u\"],\"answer\":3}",
        "{\"question\":\"q\",\"choices\":{\"text\":[\"s\",\"t\",\"u\"],\"label\":[\"1\",\"2\",\"3\"]},\"answerKey\":\"3\"}",
        "{\"question\":\"q\",\"options\":{\"A\":\"s\",\"B\":\"t\",\"C\":\"u\"},\"answer\":\"C\"}",
        "{\"question\":\"q\",\"choices\":[{\"label\":\"A\",\"text\":\"s\"},{\"label\":\"B\",\"text\":\"t\"},{\"label\":\"C\",\"text\":\"u\"}],\"answer\":\"C\"}",
        "{\"question\":\"q\",\"A\":\"s\",\"B\":\"t\",\"C\":\"u\",\"answer\":\"C\"}",
        "{\"question\":\"q\",\"option_a\":\"s\",\"option_b\":\"t\",\"option_c\":\"u\",\"answer\":\"C\"}",
        "{\"question\":\"q\",\"choice1\":\"s\",\"choice2\":\"t\",\"choice3\":\"u\",\"answer\":3}",
        "question,A,B,C,answer\nq,s,t,u,C\n",
      })
  void choicesAreShown(String text) throws IOException {
    Benchmark benchmark = read(text);
    assertThat(benchmark.problems().getFirst().question()).isEqualTo("q\n\nA. s\nB. t\nC. u");
    assertThat(golds(benchmark).getFirst()).isEqualTo("C");
    assertThat(judges(benchmark, 0, "Answer: C")).isTrue();
    assertThat(judges(benchmark, 0, "\\boxed{B}")).isFalse();
  }

  @Test
  void placesThatMayBeCountedEitherWayAreNoted() throws IOException {
    Benchmark benchmark = read("{\"question\":\"q\",\"choices\":[\"s\",\"t\",\"u\"],\"answer\":1}");
    assertThat(golds(benchmark)).containsExactly("B");
    assertThat(benchmark.notes()).hasSize(1).first().asString().contains("counted from 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpqa_main", "gpqa_extended", "mine"})
  void gpqasColumnsAreShuffledUnderAnyName(String name) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      text.append("{\"Question\":\"q").append(i).append("\",\"Correct Answer\":\"r\",");
      text.append("\"Incorrect Answer 1\":\"s\",\"Incorrect Answer 2\":\"t\",");
      text.append("\"Incorrect Answer 3\":\"u\"}\n");
    }
    Benchmark benchmark = read(name + ".jsonl", text.toString().getBytes(StandardCharsets.UTF_8));
    assertThat(golds(benchmark)).contains("A", "B", "C", "D");
    assertThat(benchmark.problems())
        .allSatisfy(p -> assertThat(p.question()).contains(p.gold() + ". r"));
  }

  @Test
  void choicesWithinTheQuestionMakeLettersOfAnswers() throws IOException {
    Benchmark benchmark = read("{\"question\":\"Which?\\n(A) 12 (B) 13\",\"answer\":\"B\"}");
    for (String response : List.of("\\boxed{\\text{(B)}}", "Answer: B because it fits")) {
      assertThat(judges(benchmark, 0, response)).as(response).isTrue();
    }
    assertThat(judges(benchmark, 0, "\\boxed{A}")).isFalse();
    assertThat(benchmark.notes()).hasSize(1);
  }

  @Test
  void lettersWithoutChoicesAreRefused() {
    String text = "{\"question\":\"Which?\",\"answer\":\"B\",\"opts\":[\"1\",\"2\"]}\n".repeat(3);
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("line 1: the answers are letters")
        .hasMessageContaining("\"choices\"");
  }

  @Test
  void aColumnThatRepeatsIsNoId() throws IOException {
    String row = "{\"name\":\"Algebra\",\"question\":\"q%d\",\"answer\":\"1\"}\n";
    Benchmark benchmark = read(row.formatted(1) + row.formatted(2) + row.formatted(3));
    assertThat(benchmark.problems().stream().map(Problem::id)).containsExactly("1", "2", "3");
    assertThat(benchmark.notes()).hasSize(1).first().asString().contains("name repeats");
  }

  @Test
  void rowsWithTheIdOfAnotherAreKeptApartAndThatIsSaid() throws IOException {
    String row = "{\"id\":\"%s\",\"question\":\"q%d\",\"answer\":\"1\"}\n";
    Benchmark benchmark =
        read(row.formatted("a", 1) + row.formatted("b", 2) + row.formatted("a", 3));
    assertThat(benchmark.problems().stream().map(Problem::id))
        .containsExactly("a", "b", "a (line 3)");
    assertThat(benchmark.notes())
        .hasSize(1)
        .first()
        .asString()
        .contains("1 of 3 ids occur again (a of line 1 in line 3)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[\"question\",\"answer\"],[\"1+5?\",\"6\"],[\"2+5?\",\"7\"]]",
        "{\"question\":[\"1+5?\",\"2+5?\"],\"answer\":[\"6\",\"7\"]}",
        "{\"question\":{\"0\":\"1+5?\",\"1\":\"2+5?\"},\"answer\":{\"0\":\"6\",\"1\":\"7\"}}"
      })
  void tablesThatAreNoListsOfObjects(String text) throws IOException {
    Benchmark benchmark = read(text);
    assertThat(benchmark.problems().stream().map(Problem::question))
        .containsExactly("1+5?", "2+5?");
    assertThat(benchmark.problems().stream().map(Problem::gold)).containsExactly("6", "7");
  }

  @Test
  void oneRowWithListsIsNoTable() throws IOException {
    String row = "{\"messages\":[{\"role\":\"user\",\"content\":\"1+5?\"}],\"answer\":[\"6\"]}";
    assertThat(read(row).problems()).hasSize(1).first().extracting("question").isEqualTo("1+5?");
  }

  @Test
  void anInstructionAndItsInputAreOneQuestion() throws IOException {
    String row = "{\"instruction\":\"Add.\",\"input\":\"1+5\",\"output\":\"6\"}\n";
    Problem problem = read(row + row.replace("1+5", "")).problems().getFirst();
    assertThat(problem.question()).isEqualTo("Add.\n\n1+5");
    assertThat(problem.gold()).isEqualTo("6");
  }

  @Test
  void aConversationOfShareGptIsRead() throws IOException {
    String row = "{\"conversations\":[{\"from\":\"human\",\"value\":\"1+5?\"}],\"gt\":\"6\"}";
    assertThat(read(row).problems().getFirst().question()).isEqualTo("1+5?");
  }

  @Test
  void whatDatasetsSavedIsNamedWithItsConversion() throws IOException {
    Path saved = Files.createDirectories(folder.resolve("saved"));
    Files.writeString(saved.resolve("dataset_dict.json"), "{\"splits\":[\"test\"]}");
    assertThatThrownBy(() -> BenchmarkFile.find(saved.toString(), Optional.empty(), 0, 9))
        .hasMessageContaining("datasets.load_from_disk('" + saved + "')['test'].to_json(");
    Path stream = saved.resolve("data-00000-of-00001.arrow");
    Files.write(stream, new byte[] {-1, -1, -1, -1, 8, 1, 0, 0});
    assertThatThrownBy(() -> BenchmarkFile.find(stream.toString(), Optional.empty(), 0, 9))
        .hasMessageContaining("is a stream of Arrow")
        .hasMessageContaining("datasets.Dataset.from_file(");
  }

  @Test
  void nothingBehindTheLimitIsRead() throws IOException {
    Path file = Files.writeString(folder.resolve("long.jsonl"), ONE + "\n" + TWO + "\nbroken");
    assertThat(BenchmarkFile.find(file.toString(), Optional.empty(), 0, 2).problems()).hasSize(2);
    assertThatThrownBy(() -> BenchmarkFile.find(file.toString(), Optional.empty(), 0, 3))
        .hasMessageContaining("line 3 is no JSON object");
    Path list = Files.writeString(folder.resolve("long.json"), "[" + ONE + "," + TWO + ", broken");
    assertThat(BenchmarkFile.find(list.toString(), Optional.empty(), 0, 2).problems()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-16, is UTF-16 text",
    "ISO-8859-1, is not UTF-8 text",
  })
  void otherAlphabetsAreNamed(String charset, String message) {
    String text = "{\"question\":\"q\u00fc\",\"answer\":\"1\"}";
    assertThatThrownBy(() -> read("x.jsonl", text.getBytes(Charset.forName(charset))))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("iconv");
  }

  @Test
  void whatCannotBeReadIsNamed() {
    assertThatThrownBy(() -> read("x.zip", new byte[] {'P', 'K', 3, 4, 0, 0}))
        .hasMessageContaining("is an archive");
    assertThatThrownBy(() -> read("x.zst", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd}))
        .hasMessageContaining("zstd -d");
    assertThatThrownBy(
            () -> read("x.json", "{\"a\":\n{\"b\":1}\n}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(AlphaRlException.class);
    assertThatThrownBy(() -> BenchmarkFile.find(folder.toString(), Optional.empty(), 0, 1))
        .hasMessageContaining("is a folder");
  }

  @Test
  void aMissingBenchmarkSaysWhereItComesFrom() {
    assertThatThrownBy(() -> BenchmarkFile.find("gpqa", Optional.of(folder), 0, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("has no gpqa.jsonl")
        .hasMessageContaining("a line looks like {\"question\": \"…\", \"choices\"")
        .hasMessageContaining("load_dataset('Idavidrein/gpqa', 'gpqa_diamond', split='train')");
    assertThatThrownBy(() -> BenchmarkFile.find("aime24", Optional.empty(), 0, 1))
        .hasMessageContaining("HuggingFaceH4/aime_2024");
    assertThatThrownBy(() -> BenchmarkFile.find("nonesuch", Optional.empty(), 0, 1))
        .hasMessageContaining("known are aime24, aime25, math500, minerva, gpqa, gsm8k");
  }
}
