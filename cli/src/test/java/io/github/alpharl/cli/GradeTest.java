package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code alpharl grade} as a user sees it: exit codes, explanations, files of cases. */
class GradeTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String HALF = "\\frac{1}{2}";

  @TempDir Path temp;

  private Path cases(String... lines) throws IOException {
    return Files.writeString(temp.resolve("cases.jsonl"), String.join("\n", lines));
  }

  private static String one(String gold, String prediction, String expected) {
    return "{\"gold\":\"%s\",\"prediction\":\"%s\",\"expected\":%s}"
        .formatted(gold, prediction, expected);
  }

  @Test
  void equalAnswersExitWithZero() {
    Cli.Result result = Cli.run("grade", "--gold", HALF, "--answer", "So it is \\boxed{0.5}.").ok();
    assertThat(result.out()).isEqualTo("equal\n");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void differentAnswersExitWithOne() {
    Cli.Result result = Cli.run("grade", "--gold", HALF, "--answer", "\\boxed{0.6}");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).isEqualTo("different\n");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void anExplanationNamesBothFormsAndTheRule() {
    String out =
        Cli.run("grade", "--gold", HALF, "--answer", "Thus \\boxed{0.5}", "--explain").ok().out();
    assertThat(out.lines().map(line -> line.split(" ")[0]))
        .contains("gold", "extracted", "goldForm", "answerForm", "rule");
    assertThat(out).contains(HALF).containsPattern("extracted +0\\.5\n");
  }

  @Test
  void theJsonDocumentHoldsTheVerdict() throws IOException {
    Cli.Result result = Cli.run("grade", "--gold", HALF, "--answer", "no idea at all", "--json");
    JsonNode document = JSON.readTree(result.out());
    assertThat(result.exit()).isEqualTo(1);
    assertThat(document.path("equal").asBoolean(true)).isFalse();
    assertThat(document.path("gold").asText()).isEqualTo(HALF);
    assertThat(document.path("rule").asText()).isNotBlank();
    assertThat(document.path("grader").asText()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({
    "aime24, 042, \\boxed{42}, 0",
    "aime24, 42, \\boxed{42.0000001}, 1",
    "gpqa, B, 'Answer: (B)', 0",
    "gpqa, B, 'Answer: (C)', 1",
    "gsm8k, 1234, '#### 1,234', 0",
    "minerva, 4.6e-24, \\boxed{1e-5}, 1"
  })
  void aBenchmarkGradesItsOwnWay(String benchmark, String gold, String answer, int exit) {
    Cli.Result result =
        Cli.run("grade", "--benchmark", benchmark, "--gold", gold, "--answer", answer);
    assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
  }

  @Test
  void aFileOfCasesReportsAgreementAndEveryDisagreement() throws IOException {
    Path file =
        cases(
            one("5", "5.0", "true"),
            one("5", "6", "true"),
            "",
            one("5", "6", "false"),
            one("5", "\\\\boxed{5}", "0"));
    JsonNode document = JSON.readTree(Cli.run("grade", "--file", file, "--json").ok().out());
    assertThat(document.path("total").asInt()).isEqualTo(4);
    assertThat(document.path("agreed").asInt()).isEqualTo(2);
    assertThat(document.path("disagreements")).hasSize(2);
    JsonNode first = document.path("disagreements").path(0);
    assertThat(first.path("line").asInt()).isEqualTo(2);
    assertThat(first.path("expected").asBoolean()).isTrue();
    assertThat(first.path("verdict").path("rule").asText()).isNotBlank();
    assertThat(document.path("disagreements").path(1).path("line").asInt()).isEqualTo(5);
    assertThat(Cli.run("grade", "--file", file).ok().out())
        .startsWith("2 of 4 verdicts as expected\n")
        .contains("line 2: expected equal, gold 5, prediction 6");
  }

  @Test
  void badLinesOfAFileAreNamed() throws IOException {
    Path file = cases(one("5", "5", "true"), "{\"gold\":\"5\",");
    Cli.run("grade", "--file", file).refused(3, "cases.jsonl line 2", "no JSON object");
    file = cases("{\"gold\":\"5\",\"expected\":true}");
    Cli.run("grade", "--file", file).refused(3, "cases.jsonl line 1", "\"prediction\"");
    file = cases(one("5", "5", "\"maybe\""));
    Cli.run("grade", "--file", file).refused(3, "line 1", "\"expected\" must be true or false");
    file = cases("[1]");
    Cli.run("grade", "--file", file).refused(3, "line 1", "JSON object");
    file = cases("");
    Cli.run("grade", "--file", file).refused(3, "is empty");
    Files.write(file, new byte[] {'{', (byte) 0xff, '}'});
    Cli.run("grade", "--file", file).refused(3, "UTF-8");
    Cli.run("grade", "--file", temp.resolve("none")).refused(2, "no such file");
  }

  @Test
  void wrongUseExitsWithTwo() throws IOException {
    Path file = cases(one("5", "5", "true"));
    Cli.run("grade").refused(2, "--gold and --answer, or --file");
    Cli.run("grade", "--gold", "5").refused(2, "--gold and --answer");
    Cli.run("grade", "--answer", "5").refused(2, "--gold and --answer");
    Cli.run("grade", "--file", file, "--answer", "5").refused(2, "or --file");
    Cli.run("grade", "--gold", "5", "--answer", "5", "--benchmark", "mth").refused(2, "math500");
  }

  private static Cli.Result serve(String lines, Object... more) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    try {
      return Cli.run(Work.with(new Object[] {"grade", "--serve"}, more)).ok();
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void aProcessThatStaysAnswersLineByLine() throws IOException {
    String lines =
        """
        {"id": 7, "gold": "1/2", "answer": "so \\\\boxed{0.5}"}

        {"gold": "1/2", "answer": "0.6"}
        [{"gold": "5", "prediction": "5"}, {"gold": "5", "response": "6", "id": "b"}]
        {"golds": ["1", "2", 3], "answers": ["1", "1", "3"]}
        {"gold": "5"}
        nonsense
        {"gold": "B", "answer": "Answer: B", "benchmark": "gpqa"}
        """;
    List<JsonNode> answers = new ArrayList<>();
    for (String line : serve(lines).out().lines().toList()) {
      answers.add(JSON.readTree(line));
    }
    assertThat(answers).hasSize(7);
    assertThat(answers.get(0).path("equal").asBoolean()).isTrue();
    assertThat(answers.get(0).path("id").asInt()).isEqualTo(7);
    assertThat(answers.get(1).path("score").asDouble(9)).isZero();
    assertThat(answers.get(2)).hasSize(2);
    assertThat(answers.get(2).path(1).path("id").asText()).isEqualTo("b");
    assertThat(answers.get(3).path("scores").toString()).isEqualTo("[1.0,0.0,1.0]");
    assertThat(answers.get(4).path("error").asText()).contains("\"answer\" must be a text");
    assertThat(answers.get(5).path("error").asText()).contains("no JSON");
    assertThat(answers.get(6).path("score").asDouble()).isEqualTo(1);
  }

  @Test
  void stayingStandsAlone() {
    Cli.run("grade", "--serve", "--http", 0).refused(2, "stand alone");
    Cli.run("grade", "--serve", "--gold", "5").refused(2, "stand alone");
    Cli.run("grade", "--http", 70000).refused(2, "port");
  }

  @Test
  void overHttpOnThisMachineAlone() throws Exception {
    Cli.Child child = Cli.start(List.of(), "grade", "--http", 0);
    try (HttpClient client = HttpClient.newHttpClient()) {
      String line = "";
      while (line.isEmpty()) {
        assertThat(child.process().isAlive()).isTrue();
        Thread.sleep(20);
        line = Files.readString(child.out()).strip();
      }
      assertThat(line).startsWith("grading at http://127.0.0.1:").endsWith("/grade");
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(line.replaceFirst(".* ", "")))
              .POST(
                  BodyPublishers.ofString(
                      "{\"golds\":[\"1/2\",\"3\"],\"answers\":[\"0.5\",\"4\"]}"))
              .build();
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("{\"scores\":[1.0,0.0]}");
    } finally {
      child.kill();
    }
  }
}
