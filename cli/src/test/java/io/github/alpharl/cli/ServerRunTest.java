package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.testkit.FaultyServer;
import io.github.alpharl.testkit.FaultyServer.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code alpharl evaluate} asks of a server for runs, and how large an evaluation may be. */
class ServerRunTest {

  private static final int PROBLEMS = 4;

  @TempDir Path temp;

  private Path benchmark;

  @BeforeEach
  void write() throws IOException {
    String lines =
        IntStream.range(0, PROBLEMS)
            .mapToObj(i -> "{\"question\":\"%d+5?\",\"answer\":\"%d\"}".formatted(i, i + 5))
            .collect(Collectors.joining("\n"));
    benchmark = Files.writeString(temp.resolve("sums.jsonl"), lines);
  }

  private Object[] command(Object model, FaultyServer server, Object... more) {
    Object[] base = {
      "evaluate",
      model,
      "--benchmark",
      benchmark,
      "--endpoint",
      server.endpoint(),
      "--concurrency",
      1,
      "--out",
      temp.resolve("out")
    };
    return Work.with(base, more);
  }

  private static List<String> models(FaultyServer server) {
    return server.bodies().stream().map(body -> body.path("model").asText()).distinct().toList();
  }

  /** Written as verl does: {@code global_step_10/actor/huggingface}. */
  @Test
  void checkpointsOfVerlAreNamedByTheirStep() throws IOException {
    Path run = SmallRun.write(temp.resolve("plain"), 10, 20);
    Path verl = temp.resolve("verl");
    for (int step : List.of(10, 20)) {
      Path to = verl.resolve("global_step_" + step + "/actor/huggingface");
      Files.createDirectories(to.getParent());
      Files.move(run.resolve("step-" + step), to);
    }
    try (FaultyServer server = new FaultyServer(i -> Fault.NONE)) {
      Object[] steps = {"--all-steps", "--base", run.resolve("step-0"), "--model", "grpo-{step}"};
      Cli.run(Work.with(command(verl, server, "--samples", 1), steps))
          .ok()
          .noted("step 10: 4 of 4 answers asked, 0 reused");
      assertThat(models(server)).containsExactly("grpo-10", "grpo-20");
    }
    assertThat(Files.readAllLines(temp.resolve("out/scores.csv")))
        .containsExactly("step,accuracy,samples", "10,1.0,4", "20,1.0,4");
  }

  @Test
  void adaptersOfAllStepsGoThroughOneServer() throws IOException {
    Path run = temp.resolve("lora");
    Path full = SmallRun.write(temp.resolve("full"));
    for (int step : List.of(10, 20)) {
      Path to = run.resolve("step-" + step);
      Cli.run("reconstruct", full, "--step", step, "--adapter", "--out", to).ok();
    }
    try (FaultyServer server = new FaultyServer(i -> Fault.NONE)) {
      Cli.run(command(run, server, "--all-steps", "--samples", 1))
          .refused(2, "--load-adapters", "--enable-lora --max-lora-rank ", " --lora-modules ")
          .refused(2, "lora-step-10=" + run.resolve("step-10"), "the server knows base");
      Cli.run(command(run, server, "--all-steps", "--samples", 1, "--load-adapters")).ok();
      assertThat(models(server)).containsExactly("lora-step-10", "lora-step-20");
    }
    assertThat(Files.readAllLines(temp.resolve("out/scores.csv"))).hasSize(3);
  }

  @Test
  void anotherServerOrOtherFieldsAreAskedAnew() throws IOException {
    String all = "4 of 4 answers asked, 0 reused";
    try (FaultyServer one = new FaultyServer(i -> Fault.NONE);
        FaultyServer other = new FaultyServer(i -> Fault.NONE)) {
      Cli.run(command("m", one, "--samples", 1)).ok().noted(all);
      Cli.run(command("m", one, "--samples", 1)).ok().noted("0 of 4 answers asked, 4 reused");
      Cli.run(command("m", one, "--samples", 1, "--body", "{\"top_k\":20}")).ok().noted(all);
      Cli.run(command("m", other, "--samples", 1, "--body", "{\"top_k\":20}"))
          .ok()
          .noted(all)
          .noted("replaces");
      assertThat(one.requests()).isEqualTo(2 * PROBLEMS);
      assertThat(other.bodies()).allMatch(body -> body.path("top_k").asInt() == 20);
    }
  }

  @Test
  void waitingIsNeverSilent() throws IOException {
    try (FaultyServer server = new FaultyServer(i -> Fault.STALL)) {
      Cli.Result result =
          Cli.run(command("m", server, "--samples", 1, "--timeout", 3, "--attempts", 1));
      assertThat(result.exit()).isEqualTo(4);
      assertThat(result.err()).contains("alpharl: note: m: 0 of 4 answers are there after ");
    }
  }

  @Test
  void aMissingBenchmarkIsNamedWithItsSource() {
    for (String name : List.of("aime24", "aime25", "math500", "minerva", "gpqa", "gsm8k")) {
      Cli.run(
              "evaluate",
              "m",
              "--benchmark",
              name,
              "--benchmarks",
              temp,
              "--endpoint",
              "http://h/v1")
          .refused(2, name + ".jsonl", "a line looks like {", "on Hugging Face: ");
    }
  }

  /** Fifty MB of answers go through 40 MB of heap, also when they are taken up again. */
  @Test
  void moreAnswersThanMemoryAreWrittenAndResumed() throws Exception {
    int samples = 96;
    int size = 128 << 10;
    List<String> heap = List.of("-Xmx40m");
    try (FaultyServer server =
        new FaultyServer(i -> i == 14 ? Fault.STATUS_401 : Fault.NONE, size)) {
      Object[] command = command("m", server, "--samples", samples);
      assertThat(Cli.start(Map.of(), heap, command).result().exit()).isEqualTo(4);
      Cli.start(Map.of(), heap, command)
          .result()
          .ok()
          .noted("160 of 384 answers asked, 224 reused");
    }
    Path written = temp.resolve("out/samples.jsonl");
    assertThat(Files.size(written)).isGreaterThan((long) PROBLEMS * samples * size);
    assertThat(Files.readString(temp.resolve("out/summary.json"))).contains("\"samples\"");
  }
}
