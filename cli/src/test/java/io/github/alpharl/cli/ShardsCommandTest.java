package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.testkit.FaultyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that several processes share end as one process ends. */
class ShardsCommandTest {

  @TempDir Path temp;
  private Path run;
  private Path log;

  @BeforeEach
  void makeRun() {
    run = SmallRun.write(temp.resolve("run"), 10, 20, 30);
    log = temp.resolve("asked");
  }

  /** Answers that depend on the model's bytes, and a line in a log for each model asked. */
  private String trials() {
    return "echo $ALPHARL_FROM+$ALPHARL_COUNT >> "
        + log
        + "; cksum < $ALPHARL_MODEL/model.safetensors"
        + " | awk -v f=$ALPHARL_FROM -v n=$ALPHARL_COUNT"
        + " '{for (i = f; i < f + n; i++) print int($1 / (i + 3)) % 2}'";
  }

  private int asked() throws IOException {
    int asked = Files.exists(log) ? Files.readAllLines(log).size() : 0;
    Files.deleteIfExists(log);
    return asked;
  }

  @Test
  void schedulersNameTheShard() throws Exception {
    Path alone = temp.resolve("alone");
    Path store = temp.resolve("store");
    Cli.run("decompose", run, "--store", alone).ok();
    Object[] share = {"decompose", run, "--store", store, "--shard", "auto/2"};
    Cli.Child first = Cli.start(Map.of("SLURM_ARRAY_TASK_ID", "1"), List.of(), share);
    Cli.Child second = Cli.start(Map.of("JOB_COMPLETION_INDEX", "1"), List.of(), share);
    first.result().ok().noted("shard 1/2");
    Cli.run("decompose", run, "--store", store, "--shard", "1/3").refused(2, "parts of 2 shards");
    second.result().ok().noted("shard 2/2");
    Cli.run("decompose", run, "--store", store, "--merge").ok().noted("3 steps were put together");
    assertThat(Trees.of(store)).isEqualTo(Trees.of(alone));
    Cli.run("decompose", run, "--store", store, "--shard", "auto/2")
        .refused(2, "neither SLURM_ARRAY_TASK_ID", "nor JOB_COMPLETION_INDEX");
  }

  @Test
  void comparisonsAreShared() throws IOException {
    Object[] command = {
      "compare",
      run,
      "--window",
      "100%",
      "--json",
      "--evaluate",
      "any",
      "--problems",
      4,
      "--forecasters",
      "hold,velocity,relex",
      "--validation-command",
      trials()
    };
    String whole = Cli.run(Work.with(command, "--store", temp.resolve("alone"))).ok().out();
    assertThat(asked()).isEqualTo(4); // and the window's end
    Object[] shared = Work.with(command, "--store", temp.resolve("store"));
    for (int i = 1; i <= 3; i++) {
      Cli.run(Work.with(shared, "--merge"))
          .refused(2, "results of this comparison are missing", "then merge");
      Cli.run(Work.with(shared, "--shard", i + "/3")).ok().noted(" are left to other shards");
    }
    assertThat(asked()).isEqualTo(4);
    assertThat(Cli.run(Work.with(shared, "--merge")).ok().out()).isEqualTo(whole);
    assertThat(asked()).isZero();
  }

  private Object[] search() throws IOException {
    return new Object[] {
      "predict",
      run,
      "--window",
      "100%",
      "--search",
      "any",
      "--first-round",
      4,
      "--confirm",
      8,
      "--candidates",
      "velocity,relex",
      "--reach",
      "0.5,1",
      "--validation-command",
      trials()
    };
  }

  @Test
  void searchesAreSharedRoundByRound() throws IOException {
    Object[] command = Work.with(search(), "--refine", 0.3, "--adjusted", 2);
    Path alone = temp.resolve("alone");
    Path out = temp.resolve("out");
    Cli.run(Work.with(command, "--store", temp.resolve("one"), "--out", alone)).ok();
    int whole = asked();
    Object[] shared = Work.with(command, "--store", temp.resolve("store"), "--out", out);
    Cli.run(Work.with(shared, "--merge")).refused(2, "a round of the search lacks answers");
    int rounds = 0;
    boolean decided = false;
    for (; !decided; rounds++) {
      decided = true;
      for (int i = 1; i <= 2; i++) {
        Cli.Result result = Cli.run(Work.with(shared, "--shard", i + "/2")).ok();
        decided &= result.err().contains("the search is decided");
      }
    }
    assertThat(rounds).isBetween(3, 5); // 4 candidates, 2, 2 adjusted, the confirmation
    assertThat(asked()).isEqualTo(whole);
    assertThat(out).doesNotExist();
    Cli.run(Work.with(shared, "--merge")).ok();
    assertThat(asked()).isZero();
    assertThat(Trees.of(out)).isEqualTo(Trees.of(alone));
    Cli.run("predict", run, "--target-step", 50, "--out", out, "--shard", "1/2")
        .refused(2, "are of --search");
  }

  /** An adjusted forecast is a mixture of whole updates, which no adapter carries. */
  @Test
  void aSearchForAnAdapterTriesForecastsAsTheyAre() throws IOException {
    Object[] command = search();
    Path out = temp.resolve("out");
    Cli.run(Work.with(command, "--refine", 0, "--store", temp.resolve("one"), "--out", out)).ok();
    int plain = asked();
    Object[] adapter = Work.with(command, "--store", temp.resolve("two"), "--adapter");
    Cli.Result result = Cli.run(Work.with(adapter, "--out", temp.resolve("lora")));
    assertThat(result.err()).contains("forecasts are tried as they are", "--rank R");
    assertThat(asked()).isEqualTo(plain);
    Path cut = temp.resolve("cut");
    Cli.run(Work.with(adapter, "--rank", 2, "--adjusted", 2, "--out", cut)).ok();
    assertThat(cut.resolve("adapter_config.json")).exists();
    assertThat(asked()).isPositive(); // the adjusted ones
  }

  @Test
  void evaluationsAreShared() throws IOException {
    Path sums = temp.resolve("sums.jsonl");
    Files.write(
        sums,
        IntStream.range(0, 7)
            .mapToObj(
                i ->
                    "{\"id\":\"%d\",\"question\":\"%d+5?\",\"answer\":\"%d\"}"
                        .formatted(i, i, i + 5))
            .toList());
    Path alone = temp.resolve("alone");
    Path out = temp.resolve("out");
    try (FaultyServer one = new FaultyServer(_ -> FaultyServer.Fault.NONE);
        FaultyServer other = new FaultyServer(_ -> FaultyServer.Fault.NONE)) {
      Cli.run(evaluate(sums, one, alone)).ok();
      Object[] shared = evaluate(sums, other, out);
      Cli.run(Work.with(shared, "--merge")).refused(2, "evaluate in shards first");
      Cli.run(Work.with(shared, "--shard", "1/2")).ok();
      Cli.run(Work.with(shared, "--merge")).refused(2, "the shards 2/2 are not done");
      Cli.run(Work.with(shared, "--shard", "2/2")).ok();
      Cli.run(Work.with(shared, "--merge")).ok();
    }
    assertThat(out.resolve("parts")).doesNotExist();
    assertThat(out.resolve("samples.jsonl"))
        .hasSameTextualContentAs(alone.resolve("samples.jsonl"));
  }

  private static Object[] evaluate(Path benchmark, FaultyServer server, Path out) {
    return new Object[] {
      "evaluate",
      "some-model",
      "--benchmark",
      benchmark,
      "--samples",
      2,
      "--concurrency",
      1,
      "--endpoint",
      server.endpoint(),
      "--out",
      out
    };
  }
}
