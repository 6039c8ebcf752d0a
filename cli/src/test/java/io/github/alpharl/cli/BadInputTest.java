package io.github.alpharl.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.safetensors.Dtype;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged and contradicting checkpoints: one clear sentence, exit code 3, nothing written. */
class BadInputTest {

  private static final String QUERY = "model.layers.0.self_attn.q_proj.weight";

  @TempDir Path temp;
  private Path run;
  private Path base;
  private Path step;

  @BeforeEach
  void write() {
    run = SmallRun.write(temp.resolve("run"), 10, 20);
    base = run.resolve("step-0");
    step = run.resolve("step-20");
  }

  /** Every command about the run refuses with code 3; nothing is written or changed. */
  private void refused(String... parts) {
    Map<String, String> before = Trees.of(temp);
    Cli.run("decompose", run).refused(3, parts);
    Cli.run("predict", run, "--window", "100%", "--target-accuracy", 0.7, "--out", out())
        .refused(3, parts);
    assertThat(Trees.of(temp)).isEqualTo(before);
  }

  /** Step 20 is left out with a note, the rest is decomposed. */
  private void skipped(String... parts) throws IOException {
    Map<String, String> before = Trees.of(step);
    Cli.Result result = Cli.run("decompose", run).ok().noted("step 20 is skipped");
    result.noted(parts);
    assertThat(run.resolve(".alpharl/step-10.safetensors")).exists();
    assertThat(run.resolve(".alpharl/step-20.safetensors")).doesNotExist();
    assertThat(Trees.of(step)).isEqualTo(before);
    Cli.run("reconstruct", run, "--step", 20, "--out", out())
        .refused(2, "has no checkpoint of step 20", "its steps are 10");
    assertThat(out()).doesNotExist();
  }

  private Path out() {
    return temp.resolve("out");
  }

  private static void bytes(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
  }

  @Test
  void anLfsPointerSaysSo() throws IOException {
    String pointer =
        "version https://git-lfs.github.com/spec/v1\noid sha256:"
            + "0".repeat(64)
            + "\nsize 1297296\n";
    Files.writeString(step.resolve(SmallRun.WEIGHTS), pointer);
    skipped(step.resolve(SmallRun.WEIGHTS).toString(), "Git LFS pointer", "git lfs pull");
    Files.writeString(base.resolve(SmallRun.WEIGHTS), pointer);
    Trees.delete(run.resolve(".alpharl"));
    Cli.run("decompose", run, "--base", base)
        .refused(3, base.resolve(SmallRun.WEIGHTS).toString(), "git lfs pull");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 8, 100, 4000})
  void aTruncatedFileNamesItsSizes(int length) throws IOException {
    Path file = step.resolve(SmallRun.WEIGHTS);
    bytes(file, java.util.Arrays.copyOf(Files.readAllBytes(file), length));
    skipped(
        file.toString(), length == 4000 ? "5656 bytes of data but only 2024" : length + " bytes");
  }

  @Test
  void aTruncatedShardIsNamed() throws IOException {
    Trees.delete(step);
    SmallRun.model(SmallRun.base(), 20).writeSharded(step);
    Path shard = step.resolve("model-00002-of-00002.safetensors");
    bytes(shard, java.util.Arrays.copyOf(Files.readAllBytes(shard), 3000));
    skipped(shard.toString(), "2648 bytes of data but only 2000");
  }

  static Stream<Arguments> headers() {
    String tensor = "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
    return Stream.of(
        Arguments.of(SmallModel.raw("{", 0), "JSON"),
        Arguments.of(SmallModel.raw("[]", 0), "object"),
        Arguments.of(SmallModel.raw("{\"a\":" + tensor + ",\"a\":" + tensor + "}", 8), "'a'"),
        Arguments.of(SmallModel.raw("{\"a\":" + tensor + "}", 9), "trailing"),
        Arguments.of(SmallModel.raw("[".repeat(10_000), 0), ""),
        Arguments.of(
            SmallModel.raw("{\"a\":" + tensor.replace("[0,8]", "[4,12]") + "}", 12), "'a'"),
        Arguments.of(SmallModel.raw("{\"a\":" + tensor.replace("[0,8]", "[8,0]") + "}", 8), "'a'"),
        Arguments.of(
            SmallModel.raw("{\"a\":" + tensor.replace("[0,8]", "[0,8.0]") + "}", 8), "'a'"),
        Arguments.of(SmallModel.raw("{\"a\":" + tensor.replace("[2]", "[3]") + "}", 8), "'a'"),
        Arguments.of(SmallModel.raw("{\"a\":" + tensor.replace("F32", "F33") + "}", 8), "'a'"),
        Arguments.of(
            SmallModel.raw("{\"a\":" + tensor.replace("[2]", "[4611686018427387904,4]") + "}", 8),
            "'a'"),
        Arguments.of(length(Long.MAX_VALUE), "header"),
        Arguments.of(length(-1), "header"),
        Arguments.of(length(100_000_001), "header"),
        Arguments.of(SmallModel.raw("{\"\u00e9\":1}", 0), "must be described by an object"),
        Arguments.of(new byte[] {2, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, 0}, "UTF-8"));
  }

  private static byte[] length(long header) {
    return ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(header).array();
  }

  @ParameterizedTest
  @MethodSource("headers")
  void aDamagedHeaderNamesWhatIsWrong(byte[] file, String part) throws IOException {
    bytes(step.resolve(SmallRun.WEIGHTS), file);
    skipped(step.resolve(SmallRun.WEIGHTS).toString(), part);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../step-10/model.safetensors",
        "/etc/hostname",
        "sub/model.safetensors",
        "..",
        "back\\slash"
      })
  void anIndexThatLeavesItsDirectoryIsUnsafe(String place) throws IOException {
    sharded(
        text ->
            text.replaceFirst("model-00001-of-00002.safetensors", place.replace("\\", "\\\\\\\\")));
    skipped("model.safetensors.index.json", "unsafe", "plain file name");
  }

  @Test
  void aLinkOutOfTheDirectoryIsUnsafe() throws IOException {
    sharded(text -> text);
    Path shard = step.resolve("model-00001-of-00002.safetensors");
    Files.move(shard, temp.resolve("elsewhere.safetensors"));
    Files.createSymbolicLink(shard, temp.resolve("elsewhere.safetensors"));
    skipped(shard.toString(), "unsafe");
  }

  @Test
  void aMissingShardIsNamed() throws IOException {
    sharded(text -> text);
    Files.delete(step.resolve("model-00002-of-00002.safetensors"));
    skipped("model-00002-of-00002.safetensors", "missing");
  }

  @Test
  void anIndexThatNamesTheWrongShardIsRefused() throws IOException {
    sharded(text -> text.replaceFirst("00001-of-00002", "00002-of-00002"));
    Cli.run("decompose", run)
        .refused(
            3, "model.safetensors.index.json", "not in the shard", "model.embed_tokens.weight");
  }

  @Test
  void anIndexWithoutMetadataIsRefused() throws IOException {
    sharded(text -> text.replace("\"metadata\": {}, ", ""));
    skipped("'metadata' is missing");
  }

  @Test
  void twoKindsOfWeightsAreRefused() throws IOException {
    sharded(text -> text);
    Files.copy(base.resolve(SmallRun.WEIGHTS), step.resolve(SmallRun.WEIGHTS));
    skipped("both model.safetensors and model.safetensors.index.json");
  }

  private void sharded(java.util.function.UnaryOperator<String> change) throws IOException {
    Trees.delete(step);
    SmallRun.model(SmallRun.base(), 20).writeSharded(step);
    Path index = step.resolve("model.safetensors.index.json");
    Files.writeString(index, change.apply(Files.readString(index)));
  }

  @Test
  void nothingInPicklesIsCalled() throws IOException {
    Files.delete(step.resolve(SmallRun.WEIGHTS));
    Files.writeString(step.resolve("pytorch_model.bin"), "cos\nsystem\n(S'true'\ntR.");
    skipped("neither a zip archive nor a pickle");
    Files.writeString(step.resolve("pytorch_model.bin"), "\u0080\u0002cos\nsystem\n.", ISO_8859_1);
    skipped("is no file of torch.save");
    Path verl = run.resolve("global_step_30/actor");
    SmallModel.text(verl.resolve("model_world_size_1_rank_0.pt"), "x");
    Cli.run("inspect", run, "--base", base).ok().noted("neither a zip archive nor a pickle");
  }

  @Test
  void aBaseOfOtherShapesIsRefusedWithTheDifferences() {
    SmallModel other = SmallRun.base();
    other.put(new Random(3), "model.layers.0.mlp.up_proj.weight", Dtype.BF16, 21, 12);
    other.tensors.remove("model.layers.1.mlp.up_proj.weight");
    Path foreign = other.write(temp.resolve("foreign"));
    Cli.run("decompose", run, "--base", foreign)
        .refused(
            3,
            "not of the same architecture as its base " + foreign,
            "model.layers.0.mlp.up_proj.weight",
            "[20, 12] instead of BF16 [21, 12]",
            "model.layers.1.mlp.up_proj.weight",
            "give the base that this run started from");
    assertThat(run.resolve(".alpharl")).doesNotExist();
  }

  @Test
  void aPaddedVocabularyIsComparedOnTheCommonRowsWithANote() {
    SmallModel other = SmallRun.base();
    other.config = other.config.replace("\"vocab_size\": 16", "\"vocab_size\": 24");
    other.put(new Random(7), "model.embed_tokens.weight", Dtype.BF16, 24, SmallModel.HIDDEN);
    Path padded = other.write(temp.resolve("padded"));
    Cli.run("decompose", run, "--base", padded).ok().noted("model.embed_tokens.weight", "rows");
  }

  @Test
  void anotherTypeAloneIsHandled() {
    SmallModel wide = SmallRun.base();
    for (String name : SmallModel.modules()) {
      io.github.alpharl.safetensors.Tensor old = wide.byName().get(name);
      wide.put(new Random(1), name, Dtype.F32, old.shape().get(0), old.shape().get(1));
      for (long i = 0; i < old.size(); i++) {
        wide.set(name, i, old.get(i));
      }
    }
    Path other = wide.write(temp.resolve("wide"));
    Path store = temp.resolve("store");
    Cli.run("decompose", run).ok();
    Cli.run("decompose", run, "--base", other, "--store", store).ok();
    String same = Cli.run("dominance", run, "--json").ok().out();
    assertThat(Cli.run("dominance", run, "--base", other, "--store", store, "--json").ok().out())
        .isEqualTo(same);
  }

  @Test
  void tiedAndUntiedAreNotSubtracted() throws IOException {
    SmallModel untied = SmallRun.model(SmallRun.base(), 20);
    untied.config = SmallModel.config(false);
    untied.put(new Random(3), "lm_head.weight", Dtype.BF16, SmallModel.WORDS, SmallModel.HIDDEN);
    untied.write(step);
    Cli.run("decompose", run).refused(3, "untied embeddings", "tie_word_embeddings", "save both");
    untied.config = SmallModel.config(true);
    untied.write(step);
    Cli.run("decompose", run).refused(3, "untied embeddings", "save both in the same way");
    untied.tensors.remove("lm_head.weight");
    untied.config = SmallModel.config(false);
    untied.write(step);
    Cli.run("decompose", run)
        .refused(3, "no 'lm_head.weight'", "set \"tie_word_embeddings\": true");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void nonFiniteWeightsStopOrAreLeftOut(double value) {
    SmallRun.model(SmallRun.base(), 20).set(QUERY, 25, value).set(QUERY, 30, value).write(step);
    Cli.run("decompose", run)
        .refused(3, step.toString(), QUERY, "2 values", "[2, 1]", "--allow-non-finite");
    assertThat(run.resolve(".alpharl/step-20.safetensors")).doesNotExist();
    assertThat(run.resolve(".alpharl/step-10.safetensors")).exists();
    Cli.run("decompose", run, "--allow-non-finite").ok().noted(QUERY, "left out");
    Cli.Result laws = Cli.run("linearity", run, "--allow-non-finite", "--json").ok();
    assertThat(laws.out()).doesNotContain(QUERY).contains("model.layers.1");
    Cli.run("predict", run, "--window", "100%", "--target-accuracy", 0.7, "--out", out())
        .refused(3, QUERY, "--allow-non-finite");
    assertThat(out()).doesNotExist();
    Cli.run(
            "predict",
            run,
            "--allow-non-finite",
            "--window",
            "100%",
            "--target-accuracy",
            0.7,
            "--out",
            out())
        .ok();
    assertThat(out().resolve(SmallRun.WEIGHTS)).exists();
  }

  @Test
  void nonFiniteBaseIsNamed() {
    SmallRun.base().set(QUERY, 0, Double.NaN).write(base);
    refused(QUERY, "of the base", "1 values", "[0, 0]");
  }

  @Test
  void aConfigThatIsNoJsonIsNamed() throws IOException {
    Files.writeString(base.resolve("config.json"), "{\"model_type\": ");
    Cli.run("decompose", run, "--base", base)
        .refused(3, base.resolve("config.json").toString(), "not valid JSON", "line 1");
    Files.write(base.resolve("config.json"), new byte[] {(byte) 0xff, 0});
    Cli.run("decompose", run, "--base", base)
        .refused(3, base.resolve("config.json").toString(), "not valid JSON");
    Files.write(base.resolve("config.json"), "[1]".getBytes(StandardCharsets.UTF_8));
    Cli.run("decompose", run, "--base", base).refused(3, "expected a JSON object");
  }
}
