package io.github.alpharl.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.testkit.SlimeWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole models of slime's differences. */
class WholeModelsTest {

  /** What libzstd at level 1 makes of the difference of two bytes i mod 256, by pyarrow 24. */
  private static final String XOR =
      "28b52ffd60000fad000048000000cb008300a9000310003be10bfa986fa505";

  private static final String OVERWRITE =
      "28b52ffd2013990000030000000300000084030000a00f0000c80709";

  @TempDir private Path run;
  private HfCheckpoint base;
  private WholeModels wholes;
  private final List<List<Tensor>> versions = new ArrayList<>();

  @BeforeEach
  void write() {
    for (int version = 0; version < 5; version++) {
      versions.add(Fixtures.tensors(new Random(version), Dtype.BF16, 2));
    }
    versions.get(3).set(0, versions.get(2).get(0)); // one that stays as it is
    base =
        HfCheckpoint.open(
            Fixtures.model(run.resolve("base"), Fixtures.config(false), versions.get(0)));
    wholes = new WholeModels(run.resolve("store/whole"), () -> base);
  }

  @AfterEach
  void close() {
    base.close();
  }

  private static byte[] bytes(Tensor tensor) {
    return tensor.data().toArray(ValueLayout.JAVA_BYTE);
  }

  private SlimeWriter difference(String encoding, int from, int to) {
    SlimeWriter writer = new SlimeWriter(encoding);
    for (int i = 0; i < versions.get(to).size(); i++) {
      Tensor after = versions.get(to).get(i);
      writer.tensor(after.name(), bytes(versions.get(from).get(i)), bytes(after));
    }
    return writer;
  }

  private void requireVersion(int version) {
    Difference difference = Difference.in(run.resolve("weight_v00000" + version)).orElseThrow();
    try (HfCheckpoint whole = HfCheckpoint.open(wholes.of(difference))) {
      for (Tensor expected : versions.get(version)) {
        assertThat(whole.tensors().get(expected.name()).sameAs(expected)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"xor", "overwrite"})
  void eachVersionIsTheOneBeforeAndItsDifference(String encoding) throws IOException {
    for (int version = 1; version < 5; version++) {
      difference(encoding, version - 1, version).write(run, version, version - 1);
    }
    requireVersion(3); // from the base on
    requireVersion(4); // from the model of version 3
    assertThat(run.resolve("store/whole")).isDirectoryContaining("glob:**/weight_v000004");
    try (var kept = Files.list(run.resolve("store/whole"))) {
      assertThat(kept).hasSize(1);
    }
    requireVersion(2);
  }

  @Test
  void fullWeightsMayComeBetweenAndNothingMayChange() throws IOException {
    Fixtures.model(run.resolve("weight_v000003"), Fixtures.config(false), versions.get(3));
    new SlimeWriter("xor").write(run, 4, 3);
    versions.set(4, versions.get(3));
    requireVersion(4);
    assertThat(Difference.in(run.resolve("weight_v000003"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"xor", "overwrite"})
  void framesOfLibzstdAndSumsOfXxhashAreUnderstood(String encoding) throws IOException {
    byte[] old = new byte[4096];
    for (int i = 0; i < old.length; i++) {
      old[i] = (byte) i;
    }
    String name = "model.embed_tokens.weight";
    Tensor tensor = Tensor.of(name, Dtype.BF16, MemorySegment.ofArray(old), 32, 64);
    Path model = Fixtures.model(run.resolve("other"), Fixtures.config(true), List.of(tensor));
    String frame = encoding.equals("xor") ? XOR : OVERWRITE;
    new SlimeWriter(encoding)
        .checksum("xxh3-128")
        .frame(name, HexFormat.of().parseHex(frame), "760bf7ccd7e405da828499ec787c60f4")
        .write(run, 1, 0);
    Difference difference = Difference.in(run.resolve("weight_v000001")).orElseThrow();
    try (HfCheckpoint from = HfCheckpoint.open(model);
        HfCheckpoint whole =
            HfCheckpoint.open(new WholeModels(run.resolve("s"), () -> from).of(difference))) {
      byte[] after = bytes(whole.tensors().get(name));
      old[3] = (byte) 200;
      old[900] = 7;
      old[4000] = 9;
      assertThat(after).isEqualTo(old);
    }
    assertThat(WholeModels.note(difference)).isEqualTo(Optional.empty());
  }

  @Test
  void whatDoesNotFitIsRefusedWithItsPlace() throws IOException {
    difference("xor", 1, 2).write(run, 2, 1);
    Difference second = Difference.in(run.resolve("weight_v000002")).orElseThrow();
    assertThatThrownBy(second::requireBefore)
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("weight_v000001 is not there; keep all versions from the first on");
    difference("xor", 2, 1).write(run, 1, 0); // made over another model
    assertThatThrownBy(() -> wholes.of(second))
        .hasMessageContaining("gives other bytes than its checksum says");
    refused(
        new SlimeWriter("xor").tensor("model.norm.weight", new byte[2], filled(2)),
        "shorter than its tensor");
    refused(
        new SlimeWriter("xor").tensor("model.norm.weight", new byte[20], filled(20)),
        "longer than its tensor");
    refused(
        new SlimeWriter("overwrite").tensor("model.norm.weight", new byte[99], filled(99)),
        "replaces 99 of 12 bytes");
    refused(
        new SlimeWriter("xor").frame("model.norm.weight", new byte[9], ""),
        "'model.norm.weight' is damaged");
    refused(
        new SlimeWriter("xor").tensor("of.another", new byte[1], filled(1)), "'of.another', which");
    new SlimeWriter("rot13").write(run, 1, 0);
    assertThatThrownBy(() -> Difference.in(run.resolve("weight_v000001")))
        .hasMessageContaining("delta_encoding is 'rot13', expected xor or overwrite");
    assertThatThrownBy(() -> HfCheckpoint.open(run.resolve("weight_v000002")))
        .hasMessageContaining("holds differences from another version, not weights");
  }

  private void refused(SlimeWriter writer, String why) throws IOException {
    writer.write(run, 1, 0);
    Difference first = Difference.in(run.resolve("weight_v000001")).orElseThrow();
    assertThatThrownBy(() -> wholes.of(first))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining(why);
    assertThat(run.resolve("store/whole/weight_v000001")).doesNotExist();
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 5);
    return bytes;
  }
}
