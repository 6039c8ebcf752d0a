package io.github.alpharl.eval.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.benchmark.BenchmarkFile;
import io.github.alpharl.eval.benchmark.BenchmarkKind;
import io.github.alpharl.eval.result.Evaluation;
import io.github.alpharl.eval.result.Summary;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.testkit.FaultyServer;
import io.github.alpharl.testkit.FaultyServer.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
        Optional.of(KEY),
        Optional.empty(),
        plain,
        4,
        Duration.ofMillis(700),
        backoff);
  }

  private Summary evaluate(IntFunction<Fault> plan, boolean plain, Path out) throws IOException {
    try (FaultyServer server = new FaultyServer(plan);
        Sampler sampler = new ServerSampler(options(server, plain, 8))) {
      return new Evaluation(benchmark(), SETTINGS, sampler.description(), out)
          .run(sampler, done -> {});
    }
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
    assertThat(faulty).isEqualTo(clean);
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
    assertThat(faulty).isEqualTo(clean);
  }

  private static Fault skip401(Fault fault) {
    return fault == Fault.STATUS_401 || fault == Fault.STALL ? Fault.STATUS_500 : fault;
  }

  @Test
  void afterGivingUpTheNextRunAsksOnlyForWhatIsMissing() throws IOException {
    Path out = folder.resolve("out");
    Summary clean = evaluate(i -> Fault.NONE, false, folder.resolve("clean"));
    try (FaultyServer server = new FaultyServer(i -> i < 6 ? Fault.NONE : Fault.STATUS_500);
        Sampler sampler = new ServerSampler(options(server, false, 2))) {
      Evaluation evaluation = new Evaluation(benchmark(), SETTINGS, sampler.description(), out);
      assertThatThrownBy(() -> evaluation.run(sampler, done -> {}))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("6 of 12 problems")
          .hasMessageContaining("status 500");
      assertThat(evaluation.isDone()).isFalse();
    }
    try (FaultyServer server = new FaultyServer(i -> Fault.NONE);
        Sampler sampler = new ServerSampler(options(server, false, 2))) {
      Summary resumed =
          new Evaluation(benchmark(), SETTINGS, sampler.description(), out)
              .run(sampler, done -> {});
      assertThat(server.requests()).isEqualTo(6);
      assertThat(resumed).isEqualTo(clean);
    }
  }

  @Test
  void aJournalCutShortByAKillIsUsedUpToItsLastWholeLine() throws IOException {
    Path out = folder.resolve("out");
    Summary clean = evaluate(i -> Fault.NONE, false, folder.resolve("clean"));
    try (FaultyServer server = new FaultyServer(i -> i < 6 ? Fault.NONE : Fault.STATUS_500);
        Sampler sampler = new ServerSampler(options(server, false, 1))) {
      Evaluation evaluation = new Evaluation(benchmark(), SETTINGS, sampler.description(), out);
      assertThatThrownBy(() -> evaluation.run(sampler, done -> {}))
          .isInstanceOf(EnvironmentException.class);
    }
    Path partial = out.resolve("samples.partial.jsonl");
    String text = Files.readString(partial);
    Files.writeString(partial, text.substring(0, text.length() - 7));
    try (FaultyServer server = new FaultyServer(i -> Fault.NONE);
        Sampler sampler = new ServerSampler(options(server, false, 2))) {
      Summary resumed =
          new Evaluation(benchmark(), SETTINGS, sampler.description(), out)
              .run(sampler, done -> {});
      assertThat(server.requests()).isEqualTo(7);
      assertThat(server.bodies()).filteredOn(b -> b.path("n").asInt() == 1).hasSize(1);
      assertThat(resumed.figures().samples()).isEqualTo(clean.figures().samples());
    }
  }

  @Test
  void aFinishedEvaluationAsksNothing() throws IOException {
    Path out = folder.resolve("out");
    Summary first = evaluate(i -> Fault.NONE, false, out);
    try (FaultyServer server = new FaultyServer(i -> Fault.NONE);
        Sampler sampler = new ServerSampler(options(server, false, 2))) {
      Summary second =
          new Evaluation(benchmark(), SETTINGS, sampler.description(), out)
              .run(sampler, done -> {});
      assertThat(server.requests()).isZero();
      assertThat(second).isEqualTo(first);
    }
  }

  @Test
  void aRefusalStopsAtOnceAndNeverShowsTheKey() throws IOException {
    try (FaultyServer server = new FaultyServer(i -> Fault.STATUS_401);
        Sampler sampler = new ServerSampler(options(server, false, 8))) {
      Evaluation evaluation =
          new Evaluation(benchmark(), SETTINGS, sampler.description(), folder.resolve("out"));
      assertThatThrownBy(() -> evaluation.run(sampler, done -> {}))
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
      new Evaluation(benchmark(), SETTINGS, sampler.description(), folder.resolve("out"))
          .run(sampler, done -> {});
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
