package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
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
    Path home = SparkHome.find();
    Map<String, String> environment =
        Map.of(
            "SPARK_HOME", home.toString(),
            "SPARK_LOCAL_IP", "127.0.0.1",
            "SPARK_SUBMIT_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    return Cli.start(environment, List.of(), args).result();
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

  @Tag("slow")
  @Test
  void badDataEndsOnceWithTheSameSentence() throws Exception {
    Path weights = run.resolve("step-20").resolve(SmallRun.WEIGHTS);
    byte[] bytes = Files.readAllBytes(weights);
    int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    Arrays.fill(bytes, Long.BYTES + header, bytes.length, (byte) 0xff); // all are NaN, in any shard
    Files.write(weights, bytes);
    String down = "model.layers.0.mlp.down_proj.weight";
    Object[] local = {"decompose", run, "--modules", down, "--store", temp.resolve("alone")};
    String sentence = Cli.run(local).refused(3, "NaN", "step-20", down).err();
    Cli.Result result =
        spark(
                "decompose",
                run,
                "--modules",
                down,
                "--spark",
                "local[2]",
                "--shards=2",
                "--conf=spark.ui.enabled=false",
                "--store",
                temp.resolve("store"))
            .refused(3);
    assertThat(result.err()).isEqualTo(sentence);
  }

  @Test
  void refusesWhatDoesNotGoTogether() {
    Cli.run("decompose", run, "--spark", "local[2]", "--shard", "1/2").refused(2, "--spark");
    Cli.run("decompose", run, "--shards", "3").refused(2, "--shards and --conf are of --spark");
    Cli.run("decompose", run, "--spark", "local[2]", "--shards", 0).refused(2, "at least 1");
    Cli.run("decompose", run, "--spark", "local[2]", "--follow").refused(2, "--follow");
  }
}
