package io.github.alpharl.grade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Our own pairs that must agree and pairs that must differ, each with its reason. */
class AnswerSetsTest {

  private static List<JsonLines.Row> rows(String name) throws URISyntaxException {
    return JsonLines.read(Path.of(AnswerSetsTest.class.getResource(name).toURI()));
  }

  @TestFactory
  Stream<DynamicTest> positive() throws URISyntaxException {
    return rows("positive.jsonl").stream().map(AnswerSetsTest::test);
  }

  @TestFactory
  Stream<DynamicTest> negative() throws URISyntaxException {
    return rows("negative.jsonl").stream().map(AnswerSetsTest::test);
  }

  @Test
  void theSetsAreLargeAndEveryPairHasItsReason() throws URISyntaxException {
    assertThat(rows("positive.jsonl")).hasSizeGreaterThanOrEqualTo(600);
    assertThat(rows("negative.jsonl")).hasSizeGreaterThanOrEqualTo(600);
    assertThat(Stream.concat(rows("positive.jsonl").stream(), rows("negative.jsonl").stream()))
        .allSatisfy(row -> assertThat(row.object().get("reason").asText()).isNotBlank());
  }

  private static DynamicTest test(JsonLines.Row row) {
    String gold = row.object().get("gold").asText();
    String prediction = row.object().get("prediction").asText();
    JsonNode named = row.object().path("style");
    GradingStyle style = GradingStyle.valueOf(named.asText("MATH"));
    boolean expected = row.object().get("expected").asBoolean();
    return DynamicTest.dynamicTest(
        row.line() + " " + row.object().get("reason").asText(),
        () -> {
          Verdict verdict = Grader.grade(style, gold, prediction);
          assertThat(verdict.equal()).as("%s", verdict).isEqualTo(expected);
        });
  }
}
