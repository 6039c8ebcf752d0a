package io.github.alpharl.eval.reward;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.eval.benchmark.BenchmarkKind;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.grade.Grader;
import io.github.alpharl.grade.GradingStyle;
import io.github.alpharl.grade.Verdict;
import io.github.alpharl.json.JsonLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * Verdicts as JSON. A case is {@code {"gold": …, "answer": …}}, optionally with {@code id} and
 * {@code benchmark}; its verdict {@code {"equal": …, "score": 1.0 or 0.0, …}}. A list of cases
 * gives the list of their verdicts, {@code {"golds": [...], "answers": [...]}} gives {@code
 * {"scores": [...]}}; both are graded on all cores. What cannot be graded gives {@code {"error":
 * …}} and stops nothing.
 */
public final class GradingService {

  private static final List<String> ANSWERS = List.of("answer", "prediction", "response");

  private final GradingStyle standard;

  /** A service that grades in {@code standard} style where a case names no benchmark. */
  public GradingService(GradingStyle standard) {
    this.standard = standard;
  }

  /** Answers every line of {@code in} by one line on {@code out} until {@code in} ends. */
  public void serve(BufferedReader in, Writer out) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (!line.isBlank()) {
        out.write(answer(line));
        out.write('\n');
        out.flush();
      }
    }
  }

  /** The answer to {@code text}, in one line. */
  public String answer(String text) {
    try {
      JsonNode request = JsonLines.MAPPER.readTree(text);
      return (request.isArray() ? list(request) : one(request)).toString();
    } catch (JsonProcessingException e) {
      return error("no JSON: " + e.getOriginalMessage()).toString();
    }
  }

  private ArrayNode list(JsonNode cases) {
    List<JsonNode> all = StreamSupport.stream(cases.spliterator(), false).toList();
    ArrayNode verdicts = JsonLines.MAPPER.createArrayNode();
    verdicts.addAll(all.parallelStream().map(this::one).toList());
    return verdicts;
  }

  private ObjectNode one(JsonNode request) {
    ObjectNode answer;
    try {
      answer = request.has("golds") ? scores(request) : verdict(request);
    } catch (AlphaRlException e) {
      answer = error(e.getMessage());
    }
    if (request.has("id")) {
      answer.set("id", request.get("id"));
    }
    return answer;
  }

  private static ObjectNode error(String message) {
    return JsonLines.MAPPER.createObjectNode().put("error", message);
  }

  private ObjectNode verdict(JsonNode request) {
    Verdict verdict = Grader.grade(style(request), text(request, List.of("gold")), answer(request));
    ObjectNode answer = JsonLines.MAPPER.createObjectNode().put("equal", verdict.equal());
    answer.put("score", score(verdict)).put("extracted", verdict.extracted().orElse(null));
    return answer.put("rule", verdict.rule());
  }

  private static double score(Verdict verdict) {
    return verdict.equal() ? 1 : 0;
  }

  private GradingStyle style(JsonNode request) {
    JsonNode name = request.path("benchmark");
    return name.isTextual() ? BenchmarkKind.named(name.asText()).style() : standard;
  }

  private static String answer(JsonNode request) {
    return text(request, ANSWERS);
  }

  private static String text(JsonNode request, List<String> names) {
    Optional<JsonNode> found =
        names.stream().map(request::path).filter(JsonNode::isValueNode).findFirst();
    return found
        .filter(value -> !value.isNull())
        .map(JsonNode::asText)
        .orElseThrow(
            () ->
                BadDataException.of("\"%s\" must be a text or a number", names.getFirst())
                    .on(names.getFirst()));
  }

  private ObjectNode scores(JsonNode request) {
    JsonNode golds = request.path("golds");
    JsonNode answers = request.path("answers");
    if (!golds.isArray() || !answers.isArray() || golds.size() != answers.size()) {
      throw BadDataException.of("\"golds\" and \"answers\" must be lists of the same length")
          .on("golds")
          .as(Defect.MISMATCH);
    }
    GradingStyle style = style(request);
    double[] scores =
        IntStream.range(0, golds.size())
            .parallel()
            .mapToDouble(
                i -> score(Grader.grade(style, golds.get(i).asText(), answers.get(i).asText())))
            .toArray();
    ObjectNode answer = JsonLines.MAPPER.createObjectNode();
    ArrayNode list = answer.putArray("scores");
    for (double score : scores) {
      list.add(score);
    }
    return answer;
  }
}
