package io.github.alpharl.eval.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.grade.GradingStyle;
import io.github.alpharl.grade.equality.AnswerContext;
import io.github.alpharl.json.JsonLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads a benchmark from JSON lines. The data sets name their fields differently: the question is
 * {@code problem}, {@code question} or {@code prompt}, the answer {@code answer}, {@code gold},
 * {@code target}, the end of GSM8K's {@code #### n}, or the box in {@code solution}; GPQA's own
 * columns (Correct Answer, Incorrect Answer 1–3) are read too. Case and underscores do not matter.
 */
public final class BenchmarkFile {

  private static final List<String> QUESTION =
      List.of("problem", "question", "prompt", "input", "query");
  private static final List<String> ANSWER =
      List.of(
          "answer", "gold", "target", "finalanswer", "expectedanswer", "correctanswer", "label");
  private static final List<String> ID = List.of("id", "uniqueid", "recordid", "taskid", "name");
  private static final Set<String> BOX_ASKED = Set.of("\\boxed", "boxed{}");

  private final Path file;
  private final BenchmarkKind kind;
  private final long seed;
  private final Map<String, Integer> lines = new HashMap<>();

  private BenchmarkFile(Path file, BenchmarkKind kind, long seed) {
    this.file = file;
    this.kind = kind;
    this.seed = seed;
  }

  /**
   * The benchmark called {@code name} in {@code folder}, or the file {@code name} itself.
   *
   * @param seed decides the order of choices
   */
  public static Benchmark find(String name, Optional<Path> folder, long seed) {
    Path file = Path.of(name);
    if (Files.isRegularFile(file)) {
      return read(file, BenchmarkKind.find(stem(file)).orElse(BenchmarkKind.CUSTOM), seed);
    }
    BenchmarkKind kind =
        BenchmarkKind.find(name)
            .orElseThrow(
                () -> UsageException.of("%s is neither a file nor a known benchmark", name));
    if (folder.isEmpty()) {
      throw UsageException.of(
          "say with --benchmarks DIR or the variable ALPHARL_BENCHMARKS where the file of %s lies",
          name);
    }
    return kind.names().stream()
        .map(n -> folder.get().resolve(n + ".jsonl"))
        .filter(Files::isRegularFile)
        .findFirst()
        .map(found -> read(found, kind, seed))
        .orElseThrow(
            () -> UsageException.of("%s has no %s.jsonl", folder.get(), kind.names().getFirst()));
  }

  private static String stem(Path file) {
    return file.getFileName().toString().replaceFirst("\\.jsonl?$", "");
  }

  /** The benchmark in {@code file}; an error names the line. */
  public static Benchmark read(Path file, BenchmarkKind kind, long seed) {
    return new BenchmarkFile(file, kind, seed).read();
  }

  private Benchmark read() {
    var problems = new ArrayList<Problem>();
    for (JsonLines.Row row : JsonLines.read(file)) {
      problems.add(problem(row.line(), fields(row.object())));
    }
    boolean asked =
        problems.stream().allMatch(p -> BOX_ASKED.stream().anyMatch(p.question()::contains));
    String name = kind == BenchmarkKind.CUSTOM ? stem(file) : kind.names().getFirst();
    return Benchmark.graded(name, problems, asked ? "" : Benchmark.BOXED, kind.style());
  }

  private static Map<String, JsonNode> fields(JsonNode object) {
    var fields = new TreeMap<String, JsonNode>();
    object.properties().forEach(e -> fields.put(key(e.getKey()), e.getValue()));
    return fields;
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[_ -]", "");
  }

  private Problem problem(int line, Map<String, JsonNode> fields) {
    String question =
        first(fields, QUESTION).orElseThrow(() -> missing(line, "question", QUESTION));
    String id = first(fields, ID).orElse(Integer.toString(line));
    Integer earlier = lines.put(id, line);
    if (earlier != null) {
      throw BadDataException.of(
          "%s line %d: the id %s is that of line %d already", file, line, id, earlier);
    }
    return kind.style() == GradingStyle.CHOICE
        ? choice(line, id, question, fields)
        : new Problem(id, question, gold(line, fields), AnswerContext.of(question));
  }

  private String gold(int line, Map<String, JsonNode> fields) {
    String gold =
        first(fields, ANSWER)
            .or(() -> first(fields, List.of("solution")))
            .orElseThrow(() -> missing(line, "answer", ANSWER));
    int hashes = gold.lastIndexOf("####");
    String answer = hashes < 0 ? gold.strip() : gold.substring(hashes + 4).strip();
    if (answer.isEmpty()) {
      throw BadDataException.of("%s line %d: the answer is empty", file, line);
    }
    return answer;
  }

  private Problem choice(int line, String id, String question, Map<String, JsonNode> fields) {
    Choices choices =
        own(question, fields)
            .or(() -> first(fields, ANSWER).flatMap(letter -> Choices.in(question, letter.strip())))
            .orElseThrow(
                () ->
                    BadDataException.of(
                        "%s line %d: the question has no choices A to D, or the answer is none of them",
                        file, line));
    Choices shuffled = choices.shuffled(seed, id);
    return new Problem(id, shuffled.question(), shuffled.letter(), AnswerContext.NONE);
  }

  /** GPQA's own columns. */
  private static Optional<Choices> own(String question, Map<String, JsonNode> fields) {
    var texts = new ArrayList<String>();
    for (String column :
        List.of("correctanswer", "incorrectanswer1", "incorrectanswer2", "incorrectanswer3")) {
      first(fields, List.of(column)).map(String::strip).ifPresent(texts::add);
    }
    return texts.size() == 4
        ? Optional.of(new Choices(question.strip() + "\n\n", texts, 0, ""))
        : Optional.empty();
  }

  private static Optional<String> first(Map<String, JsonNode> fields, List<String> names) {
    return names.stream()
        .map(fields::get)
        .filter(node -> node != null && node.isValueNode() && !node.isNull())
        .map(JsonNode::asText)
        .filter(text -> !text.isBlank())
        .findFirst();
  }

  private BadDataException missing(int line, String what, List<String> names) {
    return BadDataException.of("%s line %d: no %s; one of %s is expected", file, line, what, names);
  }
}
