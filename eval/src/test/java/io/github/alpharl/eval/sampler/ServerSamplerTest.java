package io.github.alpharl.eval.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.benchmark.BenchmarkFile;
import io.github.alpharl.eval.benchmark.BenchmarkKind;
import io.github.alpharl.eval.result.Evaluation;
import io.github.alpharl.eval.result.EvaluationListener;
import io.github.alpharl.eval.result.EvaluationRequest;
import io.github.alpharl.eval.result.EvaluationResult;
import io.github.alpharl.eval.result.Summary;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.json.JsonLines;
import io.github.alpharl.testkit.FaultyServer;
import io.github.alpharl.testkit.FaultyServer.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServerSamplerTest {

  private static final String KEY = "sk-very-secret-0123456789";
  private static final SamplingSettings SETTINGS = new SamplingSettings(4, 0.6, 0.9, 64, 7);
  private static final int PROBLEMS = 12;

  @TempDir private Path folder;

  private Benchmark benchmark() throws IOException {
    String lines =
        IntStream.range(0, PROBLEMS)
            .mapToObj(i -> "{\"question\":\"" + i + "+5?\",\"answer\":\"" + (i + 5) + "\"}")
            .collect(Collectors.joining("\n"));
    return BenchmarkFile.read(
        Files.writeString(folder.resolve("sums.jsonl"), lines), BenchmarkKind.CUSTOM, 0);
  }

  private static ServerOptions options(FaultyServer server, boolean plain, int attempts) {
    Backoff backoff = new Backoff(attempts, Duration.ofMillis(2), Duration.ofMillis(20));
    return new ServerOptions(
        server.endpoint(),
        "m",
        "",
        new ApiKey(Optional.of(KEY), "MY_KEY"),
        plain ? new Prompting.Plain(Optional.empty()) : new Prompting.Chat(),
        JsonLines.MAPPER.createObjectNode(),
        4,
        Duration.ofMillis(700),
        backoff);
  }

  private Summary evaluate(IntFunction<Fault> plan, boolean plain, Path out) throws IOException {
    try (FaultyServer server = new FaultyServer(plan);
        Sampler sampler = new ServerSampler(options(server, plain, 8))) {
      return run(sampler, out);
    }
  }

  private Summary run(Sampler sampler, Path out) throws IOException {
    return result(sampler, out).summary();
  }

  private EvaluationResult result(Sampler sampler, Path out) throws IOException {
    EvaluationRequest request = new EvaluationRequest(benchmark(), SETTINGS, out);
    return Evaluation.run(request, sampler, EvaluationListener.NONE);
  }

  @Test
  void aCleanRunHasTheExpectedFigures() throws IOException {
    Summary summary = evaluate(i -> Fault.NONE, false, folder.resolve("clean"));
    assertThat(summary.figures().average().value()).isEqualTo(0.75);
    assertThat(summary.figures().passAt().get(4).value()).isEqualTo(1);
    assertThat(summary.figures().majority().value()).isEqualTo(1);
    assertThat(summary.figures().truncated()).isEqualTo(0.25);
    assertThat(summary.figures().unparsable()).isZero();
    assertThat(summary.figures().meanTokens()).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {
        "STALL",
        "CUT",
        "STATUS_429",
        "STATUS_500",
        "BROKEN_JSON",
        "NO_CHOICES",
        "FEWER",
        "EMPTY"
      })
  void everyFaultIsSurvivedWithTheFiguresOfACleanRun(Fault fault) throws IOException {
    Summary clean = evaluate(i -> Fault.NONE, false, folder.resolve("clean"));
    Summary faulty =
        evaluate(i -> i % 3 == 0 ? fault : Fault.NONE, false, folder.resolve("faulty"));
    assertThat(faulty.figures()).isEqualTo(clean.figures());
    assertThat(folder.resolve("faulty/samples.jsonl"))
        .hasSameTextualContentAs(folder.resolve("clean/samples.jsonl"));
  }

  @Test
  void allFaultsTogetherAreSurvivedByPlainCompletions() throws IOException {
    Fault[] faults = Fault.values();
    Summary clean = evaluate(i -> Fault.NONE, true, folder.resolve("clean"));
    Summary faulty =
        evaluate(
            i -> i % 2 == 0 ? Fault.NONE : skip401(faults[i / 2 % faults.length]),
            true,
            folder.resolve("faulty"));
    assertThat(faulty.figures()).isEqualTo(clean.figures());
  }

  private static Fault skip401(Fault fault) {
    return fault == Fault.STATUS_401 || fault == Fault.STALL ? Fault.STATUS_500 : fault;
  }

  @Test
  void afterGivingUpTheNextRunAsksOnlyForWhatIsMissing() throws IOException {
    Path out = folder.resolve("out");
    Summary clean = evaluate(i -> Fault.NONE, false, folder.resolve("clean"));
    AtomicBoolean mended = new AtomicBoolean();
    try (FaultyServer server =
            new FaultyServer(i -> i < 6 || mended.get() ? Fault.NONE : Fault.STATUS_500);
        Sampler sampler = new ServerSampler(options(server, false, 2))) {
      assertThatThrownBy(() -> run(sampler, out))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("6 of 12 problems")
          .hasMessageContaining("status 500: out of memory");
      assertThat(out.resolve("summary.json")).doesNotExist();
      mended.set(true);
      int before = server.requests();
      EvaluationResult resumed = result(sampler, out);
      assertThat(server.requests() - before).isEqualTo(6);
      assertThat(resumed.effort()).isEqualTo("24 of 48 answers asked, 24 reused");
      assertThat(resumed.summary().figures()).isEqualTo(clean.figures());
    }
  }

  @Test
  void aJournalCutShortByAKillIsUsedUpToItsLastWholeLine() throws IOException {
    Path out = folder.resolve("out");
    AtomicBoolean mended = new AtomicBoolean();
    try (FaultyServer server =
            new FaultyServer(i -> i < 6 || mended.get() ? Fault.NONE : Fault.STATUS_500);
        Sampler sampler = new ServerSampler(options(server, false, 1))) {
      assertThatThrownBy(() -> run(sampler, out)).isInstanceOf(EnvironmentException.class);
      Path partial = out.resolve("samples.partial.jsonl");
      String text = Files.readString(partial);
      Files.writeString(partial, text.substring(0, text.length() - 7));
      mended.set(true);
      int before = server.requests();
      Summary resumed = run(sampler, out);
      assertThat(server.requests() - before).isEqualTo(7);
      assertThat(server.bodies()).filteredOn(b -> b.path("n").asInt() == 1).hasSize(1);
      assertThat(resumed.figures().total()).isEqualTo(4 * PROBLEMS);
    }
  }

  @Test
  void aFinishedEvaluationAsksNothing() throws IOException {
    Path out = folder.resolve("out");
    try (FaultyServer server = new FaultyServer(i -> Fault.NONE);
        Sampler sampler = new ServerSampler(options(server, false, 2))) {
      Summary first = run(sampler, out);
      int before = server.requests();
      EvaluationResult second = result(sampler, out);
      assertThat(server.requests()).isEqualTo(before);
      assertThat(second.effort()).isEqualTo("0 of 48 answers asked, 48 reused");
      assertThat(second.summary()).isEqualTo(first);
    }
  }

  @Test
  void anotherServerIsAskedAnewAndThatIsSaid() throws IOException {
    Path out = folder.resolve("out");
    Summary first = evaluate(i -> Fault.NONE, false, out);
    List<String> notes = new ArrayList<>();
    try (FaultyServer server = new FaultyServer(i -> Fault.NONE);
        Sampler sampler = new ServerSampler(options(server, false, 2))) {
      EvaluationListener listener =
          new EvaluationListener() {
            @Override
            public void note(String sentence) {
              notes.add(sentence);
            }
          };
      EvaluationRequest request = new EvaluationRequest(benchmark(), SETTINGS, out);
      assertThat(Evaluation.run(request, sampler, listener).asked()).isEqualTo(48);
      assertThat(notes).hasSize(1).first().asString().contains("replaces", first.model());
    }
  }

  @Test
  void answersOfAnOlderGraderAreGradedAnewWithoutAsking() throws IOException {
    Path out = folder.resolve("out");
    try (FaultyServer server = new FaultyServer(i -> Fault.NONE);
        Sampler sampler = new ServerSampler(options(server, false, 2))) {
      Summary first = run(sampler, out);
      Path summary = out.resolve("summary.json");
      String old = Files.readString(summary).replace(first.grader(), "alpharl-0");
      Files.writeString(summary, old.replace("\"value\" : 0.75", "\"value\" : 0.5"));
      int before = server.requests();
      EvaluationResult again = result(sampler, out);
      assertThat(server.requests()).isEqualTo(before);
      assertThat(again.effort()).isEqualTo("0 of 48 answers asked, 48 reused");
      assertThat(again.summary()).isEqualTo(first);
    }
  }

  @Test
  void aRefusalStopsAtOnceAndNeverShowsTheKey() throws IOException {
    try (FaultyServer server = new FaultyServer(i -> Fault.STATUS_401);
        Sampler sampler = new ServerSampler(options(server, false, 8))) {
      assertThatThrownBy(() -> run(sampler, folder.resolve("out")))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("401")
          .message()
          .doesNotContain(KEY);
      assertThat(server.requests()).isLessThanOrEqualTo(8);
      assertThat(server.keys()).allMatch(("Bearer " + KEY)::equals);
    }
  }

  @Test
  void noFileHoldsTheKey() throws IOException {
    evaluate(i -> i % 3 == 0 ? Fault.STATUS_429 : Fault.NONE, false, folder.resolve("out"));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).doesNotContain(KEY);
      }
    }
  }

  @Test
  void theRequestHoldsTheSettingsAndASeedOfItsOwn() throws IOException {
    try (FaultyServer server = new FaultyServer(i -> Fault.NONE);
        Sampler sampler = new ServerSampler(options(server, false, 2))) {
      run(sampler, folder.resolve("out"));
      assertThat(server.bodies())
          .hasSize(PROBLEMS)
          .allSatisfy(
              body -> {
                assertThat(body.path("n").asInt()).isEqualTo(4);
                assertThat(body.path("temperature").asDouble()).isEqualTo(0.6);
                assertThat(body.path("top_p").asDouble()).isEqualTo(0.9);
                assertThat(body.path("max_tokens").asInt()).isEqualTo(64);
              });
      List<Long> seeds =
          server.bodies().stream().map(b -> b.path("seed").asLong(-1)).distinct().toList();
      assertThat(seeds).hasSize(PROBLEMS).doesNotContain(-1L);
    }
  }
}
