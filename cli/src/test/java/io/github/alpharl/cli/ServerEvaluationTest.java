package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.alpharl.testkit.FaultyServer;
import io.github.alpharl.testkit.FaultyServer.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code alpharl evaluate} against a real HTTP server; what is killed, and what has a key in its
 * environment, runs in a process of its own.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServerEvaluationTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String KEY = "sk-very-secret-0123456789";
  private static final int PROBLEMS = 30;
  private static final int SAMPLES = 4;

  @TempDir Path temp;

  private Path benchmark;

  @BeforeEach
  void write() throws IOException {
    String lines =
        IntStream.range(0, PROBLEMS)
            .mapToObj(
                i ->
                    "{\"id\":\""
                        + i
                        + "\",\"question\":\""
                        + i
                        + "+5?\",\"answer\":\""
                        + (i + 5)
                        + "\"}")
            .collect(Collectors.joining("\n"));
    benchmark = Files.writeString(temp.resolve("sums.jsonl"), lines);
  }

  private Object[] command(FaultyServer server, Path out, Object... more) {
    Object[] command = {
      "evaluate",
      "some-model",
      "--benchmark",
      benchmark,
      "--endpoint",
      server.endpoint(),
      "--samples",
      SAMPLES,
      "--concurrency",
      2,
      "--out",
      out
    };
    return Work.with(command, more);
  }

  private Cli.Child start(FaultyServer server, Path out) throws IOException {
    return Cli.start(Map.of("OPENAI_API_KEY", KEY), List.of(), command(server, out));
  }

  private Cli.Result evaluate(FaultyServer server, Path out, Object... more) {
    return Cli.run(command(server, out, more));
  }

  /** All files but the summary, which names the server's port. */
  private static Map<String, String> samples(Path out) throws IOException {
    Map<String, String> files = new TreeMap<>(Trees.of(out));
    files.remove("summary.json");
    return files;
  }

  /** The files that a run without any fault writes. */
  private Map<String, String> clean() throws IOException {
    Path out = temp.resolve("clean");
    try (FaultyServer server = new FaultyServer(i -> Fault.NONE)) {
      assertThat(evaluate(server, out).exit()).isZero();
    }
    return samples(out);
  }

  @Test
  void figuresAreThoseOfTheServersAnswers() throws Exception {
    Path out = temp.resolve("out");
    try (FaultyServer server = new FaultyServer(i -> Fault.NONE)) {
      Cli.Result result = evaluate(server, out, "--json");
      JsonNode document = JSON.readTree(result.out());
      assertThat(document.path("average").path("value").asDouble()).isEqualTo(0.75);
      assertThat(document.path("passAt").path("4").path("value").asDouble()).isEqualTo(1);
      assertThat(document.path("majority").path("value").asDouble()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 17})
  void afterAKillNoSampleIsAskedForTwice(int answered) throws Exception {
    Map<String, String> clean = clean();
    Path out = temp.resolve("out");
    AtomicBoolean stalls = new AtomicBoolean(true);
    try (FaultyServer server =
        new FaultyServer(i -> stalls.get() && i >= answered ? Fault.STALL : Fault.NONE)) {
      Cli.Child child = start(server, out);
      await(child, () -> held(out).values().stream().mapToInt(n -> n).sum() == SAMPLES * answered);
      child.kill();
      assertThat(out.resolve("summary.json")).doesNotExist();
      stalls.set(false);
      int before = server.requests();
      assertThat(evaluate(server, out).exit()).isZero();
      assertThat(server.requests() - before).isEqualTo(PROBLEMS - answered);
      assertThat(server.given()).hasSize(PROBLEMS);
      assertThat(server.given().values()).allMatch(n -> n.get() == SAMPLES);
    }
    assertThat(samples(out)).isEqualTo(clean);
  }

  /** Killed at any moment: what was on disk is not asked for again, what was not is. */
  @ParameterizedTest
  @ValueSource(ints = {3, 20})
  void afterAKillAtAnyMomentOnlyWhatIsMissingIsAskedFor(int answered) throws Exception {
    Path out = temp.resolve("out");
    AtomicBoolean mended = new AtomicBoolean();
    try (FaultyServer server =
        new FaultyServer(
            i ->
                mended.get()
                    ? Fault.NONE
                    : i % 3 == 1 ? Fault.FEWER : i % 7 == 2 ? Fault.STATUS_500 : Fault.NONE)) {
      Cli.Child child = start(server, out);
      await(child, () -> server.requests() >= answered);
      child.kill();
      Map<String, Integer> held = held(out);
      List<Integer> before =
          IntStream.range(0, PROBLEMS).map(i -> given(server, i)).boxed().toList();
      mended.set(true);
      assertThat(evaluate(server, out).exit()).isZero();
      for (int i = 0; i < PROBLEMS; i++) {
        int missing = SAMPLES - held.getOrDefault(Integer.toString(i), 0);
        // A connection that breaks makes the client ask for the same samples again.
        assertThat(given(server, i) - before.get(i))
            .as("problem %d", i)
            .matches(given -> missing == 0 ? given == 0 : given >= missing);
      }
    }
    assertThat(Files.readAllLines(out.resolve("samples.jsonl"))).hasSize(PROBLEMS * SAMPLES);
  }

  private static int given(FaultyServer server, int problem) {
    return server.given().entrySet().stream()
        .filter(e -> e.getKey().startsWith(problem + "+5?"))
        .mapToInt(e -> e.getValue().get())
        .sum();
  }

  /** How many samples of each problem are on disk. */
  private static Map<String, Integer> held(Path out) throws IOException {
    Map<String, Integer> held = new TreeMap<>();
    for (String name : List.of("samples.partial.jsonl", "samples.jsonl")) {
      Path file = out.resolve(name);
      String text = Files.exists(file) ? Files.readString(file) : "";
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
        JsonNode node = JSON.readTree(line);
        if (node.has("sample")) {
          held.merge(node.path("problem").asText(), 1, Integer::sum);
        }
      }
    }
    return held;
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Cli.Child child, Condition condition) throws Exception {
    while (!condition.holds()) {
      assertThat(child.process().isAlive()).as("the command ended before it was killed").isTrue();
      Thread.sleep(5);
    }
  }

  @Test
  void aServerThatMisbehavesGivesTheFilesOfACleanRun() throws Exception {
    Map<String, String> clean = clean();
    Path out = temp.resolve("out");
    Fault[] faults = {
      Fault.CUT,
      Fault.STATUS_429,
      Fault.STATUS_500,
      Fault.BROKEN_JSON,
      Fault.FEWER,
      Fault.NO_CHOICES
    };
    try (FaultyServer server =
        new FaultyServer(i -> i % 5 == 1 ? faults[i / 5 % faults.length] : Fault.NONE)) {
      assertThat(evaluate(server, out).exit()).isZero();
    }
    assertThat(samples(out)).isEqualTo(clean);
  }

  @Test
  void theKeyIsInNoFileAndNoOutputEvenWhereTheServerRepeatsIt() throws Exception {
    Path out = temp.resolve("out");
    Cli.Result refused;
    Cli.Result done;
    try (FaultyServer server = new FaultyServer(i -> Fault.STATUS_401)) {
      refused = start(server, out).result();
      assertThat(server.keys()).isNotEmpty().allMatch(("Bearer " + KEY)::equals);
    }
    try (FaultyServer server = new FaultyServer(i -> Fault.NONE)) {
      done = start(server, out).result();
      assertThat(server.keys()).hasSize(PROBLEMS).allMatch(("Bearer " + KEY)::equals);
    }
    assertThat(refused.exit()).isEqualTo(4);
    assertThat(done.exit()).isZero();
    assertThat(refused.err()).contains("alpharl: ", "401").doesNotContain(KEY);
    assertThat(refused.err()).contains("bad key ***", "the key in the variable OPENAI_API_KEY");
    assertThat(done.out() + done.err() + refused.out()).doesNotContain(KEY);
    try (Stream<Path> files = Files.walk(temp)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(KEY);
      }
    }
  }
}
