package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.alpharl.cli.SparkCluster.Executor;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a standalone cluster loses changes nothing but the time that a command takes. */
class SparkLossesTest {

  private static final int SHARDS = 4;

  @TempDir static Path temp;
  private static SparkCluster cluster;
  private static Path run;
  private static Path alone;

  @BeforeAll
  static void start() throws Exception {
    try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
      assumeTrue(port.isBound());
    } catch (BindException e) {
      abort("this system has no 127.0.0.2 for a second worker");
    }
    cluster = new SparkCluster(SparkHome.find(), temp);
    run = SmallRun.write(temp.resolve("run"), 10, 20);
    alone = temp.resolve("alone");
    Cli.run("decompose", run, "--store", alone).ok();
  }

  @BeforeEach
  void twoWorkers() throws Exception {
    cluster.complete();
  }

  @AfterAll
  static void stop() {
    if (cluster != null) { // Spark's jars could be had
      cluster.close();
    }
  }

  private static Cli.Child decompose(Path store, Object... more) throws Exception {
    Object[] command = {"decompose", run, "--store", store, "--shards", SHARDS};
    return cluster.submit(Work.with(command, more));
  }

  /**
   * Nothing that hangs is copied onto its own host: the other must have an executor again. That one
   * may ask the hanging one for what the tasks share, which is let go by the connection's time.
   */
  @Test
  void anExecutorMayDieAndAnotherHangInTheirTasks() throws Exception {
    cluster.hold(0, 1);
    Path store = temp.resolve("executors");
    Cli.Child command =
        decompose(
            store,
            "--conf=spark.speculation=true",
            "--conf=spark.speculation.quantile=0.5",
            "--conf=spark.speculation.interval=100ms",
            "--conf=spark.shuffle.io.connectionTimeout=3s",
            "--conf=spark.shuffle.io.maxRetries=0");
    Executor hanging = cluster.inTask(1);
    hanging.stop();
    cluster.inTask(0).kill();
    Cli.Result result = command.result().ok();
    assertThat(result.err()).contains("spark: ERROR ", "Lost executor 0 ");
    assertThat(hanging.done()).isZero();
    hanging.kill();
    assertThat(Trees.of(store)).isEqualTo(Trees.of(alone));
  }

  @Test
  void theDriverMayDieAndAWorkerWhenTheCommandGoesOn() throws Exception {
    cluster.hold(1);
    Path store = temp.resolve("driver");
    Cli.Child first = decompose(store);
    cluster.inLastTask(SHARDS - 1);
    first.process().children().forEach(ProcessHandle::destroyForcibly);
    first.result().refused(4, "ended by signal 9", "run the same command again");
    assertThat(store.resolve("parts")).isDirectory();
    cluster.hold(0, 1);
    Cli.Child second = decompose(store);
    Executor last = cluster.inLastTask(SHARDS - 1);
    last.killWithWorker();
    cluster.hold();
    Cli.Result result = second.result().ok();
    assertThat(result.err()).contains("Lost executor " + last.id());
    assertThat(Trees.of(store)).isEqualTo(Trees.of(alone));
  }

  @Test
  void badDataEndsOnceWithTheSameSentence() throws Exception {
    cluster.hold();
    Path bad = Trees.copy(run, temp.resolve("bad"));
    Path weights = bad.resolve("step-20").resolve(SmallRun.WEIGHTS);
    byte[] bytes = Files.readAllBytes(weights);
    int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    Arrays.fill(bytes, Long.BYTES + header, bytes.length, (byte) 0xff); // all are NaN, in any shard
    Files.write(weights, bytes);
    String down = "model.layers.0.mlp.down_proj.weight";
    Object[] command = {"decompose", bad, "--modules", down, "--store"};
    String sentence =
        Cli.run(Work.with(command, temp.resolve("bad-alone")))
            .refused(3, "NaN", "step-20", down)
            .err();
    Object[] shared = Work.with(command, temp.resolve("bad-store"), "--shards", 2);
    Cli.Result result = cluster.submit(shared).result().refused(3);
    assertThat(result.err()).isEqualTo(sentence);
  }
}
