package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark runs the shards and must change nothing but who computes. */
class SparkTest {

  @TempDir Path temp;
  private Path run;

  @BeforeEach
  void makeRun() {
    run = SmallRun.write(temp.resolve("run"), 10, 20, 30);
  }

  private Cli.Result spark(Object... args) throws Exception {
    return Cli.start(SparkHome.environment(SparkHome.find(), temp), SparkHome.onClassPath(), args)
        .result();
  }

  @Test
  void bytesAreThoseOfOneProcess() throws Exception {
    Path store = temp.resolve("store");
    Path alone = temp.resolve("alone");
    Cli.run("decompose", run, "--store", alone).ok();
    Cli.Result result =
        spark(
            "decompose",
            run,
            "--spark",
            "local[2]",
            "--shards=2",
            "--conf=spark.ui.enabled=false",
            "--conf",
            "spark.serializer=org.apache.spark.serializer.KryoSerializer",
            "--store=" + store);
    result.ok().noted("3 steps were put together");
    assertThat(result.out()).contains("0 steps decomposed, 3 were there");
    assertThat(Trees.of(store)).isEqualTo(Trees.of(alone));
  }

  @Test
  void refusesWhatDoesNotGoTogether() {
    Cli.run("decompose", run, "--spark", "local[2]", "--shard", "1/2").refused(2, "--spark");
    Cli.run("decompose", run, "--shards", "3").refused(2, "--shards and --conf are of --spark");
    Cli.run("decompose", run, "--spark", "local[2]", "--shards", 0).refused(2, "at least 1");
    Cli.run("decompose", run, "--spark", "local[2]", "--follow").refused(2, "--follow");
  }
}
