package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.bench.QwenShapes;
import io.github.alpharl.bench.RunLayout;
import io.github.alpharl.bench.RunMaker;
import io.github.alpharl.bucket.object.BucketPlace;
import io.github.alpharl.bucket.object.ObjectStore;
import io.github.alpharl.bucket.object.S3Store;
import io.github.alpharl.disk.FolderLock;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.safetensors.Dtype;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run in a bucket must give what a run on this machine gives, or say in one sentence why not. */
class BucketTest {

  private static final String UP = "model.layers.0.mlp.up_proj.weight";
  private static final String CHANGING = "s3://bucket/changing/step-10/model.safetensors";
  private static final List<String> SETTINGS =
      List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.region", "aws.endpointUrlS3");

  @TempDir static Path shared;
  private static final Map<String, String> BEFORE = new TreeMap<>();
  private static S3Server server;
  private static Path local;
  private static Path factors;

  @TempDir Path temp;
  private Relay relay;
  private Path scratch;

  @BeforeAll
  static void start() throws Exception {
    for (String name : SETTINGS) {
      BEFORE.put(name, System.getProperty(name, ""));
    }
    Files.createDirectories(shared.resolve("buckets/bucket"));
    server = S3Server.start(shared.resolve("buckets"));
    connect(server.port());
    local = writeRun(shared.resolve("local"));
    send(local, "run");
    factors = shared.resolve("factors");
    Cli.run("decompose", local, "--store", factors).ok();
  }

  /** Files of 700 KB: matrices that end within pages, and small ones beside them. */
  private static Path writeRun(Path root) {
    Random random = new Random(5);
    SmallModel base = SmallModel.random(1).put(random, UP, Dtype.BF16, 501, 401);
    base.put(random, "model.layers.1.mlp.down_proj.weight", Dtype.BF16, 333, 257);
    base.put(random, "model.layers.1.self_attn.q_proj.weight", Dtype.BF16, 301, 111);
    base.write(root.resolve("step-0"));
    StringBuilder scores = new StringBuilder("step,accuracy\n0,0.2000\n");
    for (long step : new long[] {10, 20, 30}) {
      SmallRun.model(base, step).write(root.resolve("step-" + step));
      scores.append(step).append(",").append(SmallRun.accuracy(step)).append('\n');
    }
    SmallModel.text(root.resolve("scores.csv"), scores.toString());
    return root;
  }

  @AfterAll
  static void stop() {
    server.close();
    BEFORE.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }

  @BeforeEach
  void connect() throws IOException {
    relay = new Relay(server.port());
    scratch = temp.resolve("scratch");
    connect(relay.port());
  }

  private static void connect(int port) {
    System.setProperty("aws.accessKeyId", S3Server.KEY);
    System.setProperty("aws.secretAccessKey", S3Server.SECRET);
    System.setProperty("aws.region", "us-east-1");
    System.setProperty("aws.endpointUrlS3", "http://127.0.0.1:" + port);
  }

  /** Makes the files of {@code folder} objects whose keys begin with {@code key}. */
  private static void send(Path folder, String key) {
    try (ObjectStore store = new S3Store();
        Stream<Path> files = Files.walk(folder)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> send(store, file, key + "/" + folder.relativize(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(ObjectStore store, Path file, String key) {
    store.send(file, new BucketPlace("bucket", key)).show(false);
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    relay.close();
    if (Files.exists(scratch)) {
      try (Stream<Path> left = Files.list(scratch)) {
        assertThat(left).isEmpty();
      }
    }
  }

  private Cli.Result decompose(Object... more) {
    return Cli.run(
        Stream.concat(
                Stream.of("decompose", "s3://bucket/run", "--scratch", scratch), Stream.of(more))
            .toArray());
  }

  private static Path bucket(String key) {
    return shared.resolve("buckets/bucket").resolve(key);
  }

  @Test
  void theStoreInABucketHasTheBytesOfALocalOneAndIsGoneOnWith() {
    decompose("--steps=10..20", "--store=s3://bucket/a/store").ok();
    Cli.Result rest = decompose("--store", "s3://bucket/a/store").ok();
    assertThat(rest.out()).contains("1 step decomposed, 2 were there", "s3://bucket/a/store");
    assertThat(Trees.of(bucket("a/store"))).isEqualTo(Trees.of(factors));
  }

  @Test
  void modelsAreReadAndWrittenThere() {
    Path own = Trees.copy(factors, temp.resolve("factors"));
    Object[] reconstruct = {"--step", 30, "--rank", 1};
    Object[] predict = {"--window", "100%", "--target-step", 50};
    relay.lost.set(1); // the store has the file and refuses it when it is sent again
    both("reconstruct", own, "r", reconstruct);
    assertThat(relay.lost).hasValue(0);
    both("predict", own, "p", predict);
    Cli.run("reconstruct", "s3://bucket/run", "--step", 30, "--out", "s3://bucket/out/r")
        .refused(4, "s3://bucket/out/r", "exists already");
  }

  private void both(String command, Path store, String name, Object... more) {
    Path here = temp.resolve(name);
    command(command, local, store, here, local.resolve("scores.csv"), more).ok();
    command(
            command,
            "s3://bucket/run",
            store,
            "s3://bucket/out/" + name,
            "s3://bucket/run/scores.csv",
            more)
        .ok();
    assertThat(Trees.of(bucket("out/" + name))).isEqualTo(Trees.of(here));
  }

  private static Cli.Result command(
      String command, Object run, Object store, Object out, Object scores, Object... more) {
    Stream<Object> words = Stream.of(command, run, "--store", store, "--out=" + out);
    Stream<Object> scored =
        command.equals("predict") ? Stream.of("--scores", scores) : Stream.empty();
    return Cli.run(Stream.of(words, scored, Stream.of(more)).flatMap(all -> all).toArray());
  }

  /** Scratch space has room for matrices and not for the files of a step. */
  @ParameterizedTest
  @EnumSource(names = {"FSDP", "DCP"})
  void trainersFilesAreReadInRanges(RunLayout layout) {
    Path ranks = temp.resolve("ranks");
    new RunMaker(new QwenShapes(4, 256, 512, 2, 1, 64), layout, 1, 3).write(ranks, _ -> {});
    send(ranks, layout.name());
    Path here = temp.resolve("here");
    Path store = temp.resolve("store");
    Cli.run("decompose", ranks, "--threads", 1, "--store", here).ok();
    String run = "s3://bucket/" + layout;
    Cli.run("decompose", run, "--threads=1", "--scratch-limit=4M", "--store", store).ok();
    assertThat(Trees.of(store)).isEqualTo(Trees.of(here));
  }

  @Test
  void brokenConnectionsAndPassingFailuresChangeNothing() {
    relay.cuts.set(4);
    relay.failures.set(2);
    relay.delayMs = 1;
    decompose("--store", temp.resolve("store")).ok();
    assertThat(relay.cuts).hasValue(0);
    assertThat(relay.failures).hasValue(0);
    assertThat(Trees.of(temp.resolve("store"))).isEqualTo(Trees.of(factors));
  }

  @Test
  void aStoreThatFailsEndsInOneSentence() {
    relay.failures.set(Integer.MAX_VALUE);
    decompose("--store", temp.resolve("store"))
        .refused(4, "s3://bucket/run", "500", "failed again and again");
  }

  @Test
  void figuresAreMadeThereAndTrainingsAreNot() {
    Path here = temp.resolve("here");
    Path own = Trees.copy(factors, temp.resolve("own"));
    Object[] figure = {"reproduce", "figure-5", "--store", own};
    Cli.run(Work.with(figure, "--run", local, "--out", here)).ok();
    Cli.run(Work.with(figure, "--run", "s3://bucket/run", "--out", "s3://bucket/figures")).ok();
    Trees.delete(here.resolve(FolderLock.NAME)); // means nothing elsewhere
    assertThat(Trees.of(bucket("figures")).keySet())
        .contains("figure-5.json", "figure-5.svg")
        .isEqualTo(Trees.of(here).keySet());
    Cli.run("reproduce", "table-7", "--out", "s3://bucket/lab")
        .refused(2, "s3://bucket/lab", "train into a folder of this machine");
    Cli.run("accelerate", "--task", "faulty-facts", "--out", "s3://bucket/accelerated")
        .refused(2, "s3://bucket/accelerated", "train into a folder of this machine");
    Cli.run("train", "--task", "sorting", "--out", "s3://bucket/trained")
        .refused(2, "s3://bucket/trained", "train into a folder of this machine");
    assertThat(bucket("accelerated")).doesNotExist();
  }

  /** Of a folder on this machine the other steps would be used, which is said. */
  @Test
  void aStepThatCannotBeReachedIsNotLeftOut() {
    relay.broken = "/run/step-20/model.safetensors";
    decompose("--store", temp.resolve("store"))
        .refused(4, "s3://bucket/run/step-20/model.safetensors", "failed again and again");
    assertThat(temp.resolve("store")).doesNotExist();
  }

  @Test
  void refusedAccessNamesNoSecret() {
    System.setProperty("aws.secretAccessKey", "another-secret");
    Cli.Result result =
        decompose("--store", temp.resolve("store")).refused(4, "s3://bucket/run", "403");
    assertThat(result.err()).doesNotContain("another-secret", S3Server.KEY, S3Server.SECRET);
  }

  @Test
  void anObjectThatIsReplacedMeanwhileIsNoticed() {
    send(local, "changing");
    Path other = SmallRun.model(SmallModel.random(2), 10).write(temp.resolve("other"));
    AtomicBoolean done = new AtomicBoolean();
    relay.beforeRange =
        request -> {
          boolean isOfWeights = request.contains("/changing/step-10/model.safetensors");
          if (isOfWeights && !request.contains("bytes=0-") && done.compareAndSet(false, true)) {
            replace(other.resolve(SmallRun.WEIGHTS));
          }
        };
    Cli.run("decompose", "s3://bucket/changing", "--store", temp.resolve("store"))
        .refused(3, CHANGING, "was replaced while it was read");
  }

  private static void replace(Path weights) {
    connect(server.port());
    try (ObjectStore store = new S3Store()) {
      store.send(weights, BucketPlace.of(CHANGING)).show(false);
    }
  }

  @Test
  void aFullScratchSpaceIsSaid() {
    decompose("--scratch-limit=500K", "--store", temp.resolve("store"))
        .refused(4, "scratch space is full", "512,000", "--scratch DIR");
    Cli.run("inspect", local, "--scratch", scratch).ok().noted("none is named");
    decompose("--scratch-limit=much").refused(2, "much", "200G");
  }

  @Test
  void whatIsNotThereIsSaid() {
    Cli.run("inspect", "s3://bucket/none").refused(2, "s3://bucket/none", "no such run");
    Cli.run("inspect", "s3://none-of-these/run").refused(4, "s3://none-of-these/run", "404");
    Cli.run("inspect", "s3://bucket/../run").refused(2, "'..' has no meaning");
  }

  @Test
  void aLargeFileIsSeenWholeOrNotAtAll() throws IOException {
    Path file = temp.resolve("large");
    byte[] bytes = new byte[17 << 20];
    new Random(1).nextBytes(bytes);
    Files.write(file, bytes);
    BucketPlace place = BucketPlace.of("s3://bucket/large/file");
    try (ObjectStore store = new S3Store()) {
      store.send(file, place).forget();
      ObjectStore.Sent sent = store.send(file, place);
      assertThat(store.list(place)).isEmpty();
      ObjectStore.Item item = sent.show(true);
      assertThat(store.list(place)).singleElement().extracting("size").isEqualTo(item.size());
      assertThat(bucket("large/file")).hasBinaryContent(bytes);
      ObjectStore.Sent again = store.send(file, place);
      assertThatThrownBy(() -> again.show(true))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("exists already");
    }
  }
}
