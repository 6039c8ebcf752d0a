package io.github.alpharl.eval.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.eval.benchmark.Problem;
import io.github.alpharl.eval.figures.Ending;
import io.github.alpharl.eval.sampler.Sample;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.grade.Verdict;
import io.github.alpharl.json.JsonLines;
import java.io.IOException;
import java.nio.file.Path;

/** A sample as one line of JSON: alone in a journal, with its verdict in the results. */
final class SampleLine {

  private SampleLine() {}

  static ObjectNode of(Sample sample) {
    ObjectNode line = JsonLines.MAPPER.createObjectNode();
    line.put("problem", sample.problem()).put("sample", sample.index());
    line.put("tokens", sample.tokens()).put("ending", sample.ending().key());
    return line.put("response", sample.text());
  }

  static ObjectNode of(Problem problem, Sample sample, Verdict verdict) {
    ObjectNode line = JsonLines.MAPPER.createObjectNode();
    line.put("problem", problem.id()).put("sample", sample.index()).put("correct", verdict.equal());
    line.put("gold", problem.gold()).put("extracted", verdict.extracted().orElse(null));
    line.put("answer_form", verdict.answerForm()).put("rule", verdict.rule());
    line.put("tokens", sample.tokens()).put("ending", sample.ending().key());
    return line.put("parsed", verdict.parsed()).put("response", sample.text());
  }

  static Sample read(Path file, LineReader.Line line) {
    JsonNode node = parse(file, line);
    Ending ending =
        Ending.of(node.path("ending").asText())
            .orElseThrow(
                () -> BadDataException.of("%s", damaged(file, line)).in(file, line.number()));
    return new Sample(
        node.path("problem").asText(),
        node.path("sample").asInt(),
        node.path("response").asText(),
        node.path("tokens").asInt(),
        ending);
  }

  static JsonNode parse(Path file, LineReader.Line line) {
    try {
      return JsonLines.MAPPER.readTree(line.bytes());
    } catch (IOException e) {
      throw BadDataException.because(damaged(file, line), e).in(file, line.number());
    }
  }

  private static String damaged(Path file, LineReader.Line line) {
    return file + " line " + line.number() + " is damaged; delete the file to start again";
  }
}
