package io.github.alpharl.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.disk.Listing;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.CheckpointPlace;
import io.github.alpharl.run.HubCache;
import io.github.alpharl.run.Run;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelExportTest {

  private static final Run.Known NOTHING =
      new Run.Known(Optional.empty(), Optional.empty(), new HubCache(List.of()));

  @TempDir private Path temp;

  private Path config(Path directory) {
    return Fixtures.write(
        directory.resolve("config.json"),
        "{\"architectures\":[\"LlamaModel\"],\"torch_dtype\":\"float32\",\"own\":[1]}");
  }

  private static ModelExport.Written export(Path from, Path out, Optional<Dtype> dtype) {
    try (StepCheckpoint model = StepCheckpoint.open(from)) {
      return new ModelExport(model, Optional.empty(), dtype).write(out);
    }
  }

  /** Real shards of two torches, as a folder that any loader reads, bit by bit. */
  @ParameterizedTest
  @ValueSource(strings = {"torch-2.6.0", "torch-2.14.1"})
  void everyRealFolderBecomesTheWholeTensors(String torch) throws IOException {
    Path home = SharedData.find("torch-shards").resolve(torch);
    Path base = temp.resolve("base");
    config(base);
    Files.copy(home.resolve("fsdp2-w3.expected.safetensors"), base.resolve("model.safetensors"));
    List<String> written = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (Path expected : Listing.of(home, "*.expected.safetensors")) {
      String name = expected.getFileName().toString().replace(".expected.safetensors", "");
      Path out = temp.resolve("out-" + name);
      try (HfCheckpoint model = HfCheckpoint.open(base);
          StepCheckpoint step =
              StepCheckpoint.openOver(
                  home.resolve(name),
                  OptionalDouble.empty(),
                  Optional.of(model),
                  Optional.empty())) {
        new ModelExport(step, Optional.of(model), Optional.empty()).write(out);
        requireSame(out, expected);
        written.add(name);
      } catch (BadDataException refusal) {
        assertThat(out).doesNotExist();
        refused.add(name);
      }
    }
    assertThat(written).hasSizeGreaterThan(15).contains("fsdp2-w3", "tp-2x2", "dcp-accelerate-w2");
    assertThat(refused).isSubsetOf("dcp-zstd-w2", "dcp-dcp_safetensors-w2", "fsdp2-w2-lora");
  }

  private static void requireSame(Path out, Path expected) {
    try (SafetensorsFile due = SafetensorsFile.open(expected);
        SafetensorsFile found = SafetensorsFile.open(out.resolve("model.safetensors"))) {
      assertThat(found.metadata()).containsEntry("format", "pt");
      for (Tensor tensor : found.tensors().values()) {
        assertThat(tensor.sameAs(due.tensors().get(tensor.name()))).as(tensor.name()).isTrue();
      }
      assertThat(found.tensors().size())
          .isBetween(due.tensors().size() - 1, due.tensors().size()); // a tied head once
    }
  }

  @Test
  void anotherTypeIsRoundedAndNamedInTheConfig() throws IOException {
    List<Tensor> tensors = Fixtures.tensors(new Random(3), Dtype.F32, 1);
    Path from =
        Fixtures.model(
            temp.resolve("from"),
            "{\"architectures\":[\"LlamaModel\"],\"torch_dtype\":\"float32\",\"own\":[1]}",
            tensors);
    Path out = temp.resolve("out");
    ModelExport.Written written = export(from, out, Optional.of(Dtype.BF16));
    assertThat(written.tensors()).isEqualTo(tensors.size());
    assertThat(written.types()).containsOnlyKeys(Dtype.F32);
    long elements = tensors.stream().mapToLong(Tensor::size).sum();
    assertThat(written.bytes()).isEqualTo(2 * elements);
    assertThat(Files.readString(out.resolve("config.json")))
        .contains("\"bfloat16\"", "\"own\"")
        .doesNotContain("float32");
    try (SafetensorsFile file = SafetensorsFile.open(out.resolve("model.safetensors"))) {
      for (Tensor tensor : tensors) {
        Tensor found = file.tensors().get(tensor.name());
        assertThat(found.dtype()).isEqualTo(Dtype.BF16);
        for (long i = 0; i < tensor.size(); i++) {
          assertThat(found.get(i)).isEqualTo(Elements.round(Dtype.BF16, tensor.get(i)));
        }
      }
    }
  }

  @Test
  void itsOwnTypeIsACopyByteForByte() throws IOException {
    Path from = Fixtures.model(temp.resolve("from"), 5);
    export(from, temp.resolve("out"), Optional.empty());
    assertThat(temp.resolve("out/model.safetensors")).exists();
    assertThat(temp.resolve("out/config.json")).hasSameBinaryContentAs(from.resolve("config.json"));
    try (HfCheckpoint one = HfCheckpoint.open(from);
        HfCheckpoint other = HfCheckpoint.open(temp.resolve("out"))) {
      one.tensors()
          .forEach((name, tensor) -> assertThat(tensor.sameAs(other.tensor(name))).isTrue());
    }
  }

  @Test
  void aWeightThatIsNoNumberLeavesNothing() {
    List<Tensor> tensors = Fixtures.tensors(new Random(3), Dtype.F32, 1);
    Tensor last = tensors.getLast();
    Elements.set(Dtype.F32, last.data(), 1, 1e6);
    Path from = Fixtures.model(temp.resolve("from"), Fixtures.config(true), tensors);
    assertThatThrownBy(() -> export(from, temp.resolve("out"), Optional.of(Dtype.F16)))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining(last.name())
        .hasMessageContaining("infinite");
    assertThat(temp.resolve("out")).doesNotExist();
  }

  @Test
  void anAdapterAsksForItsBase() throws IOException {
    Path adapter = SharedData.find("trl-run").resolve("lora/checkpoint-5");
    try (StepCheckpoint step = StepCheckpoint.open(adapter)) {
      assertThatThrownBy(
              () ->
                  new ModelExport(step, Optional.empty(), Optional.empty())
                      .write(temp.resolve("out")))
          .isInstanceOfSatisfying(
              UsageException.class, e -> assertThat(e.setting()).contains(Setting.BASE));
    }
  }

  @Test
  void aCheckpointIsFoundInsideTheTrainersLayoutAndARunIsAskedForAStep() {
    Path run = temp.resolve("run");
    Fixtures.model(run.resolve("global_step_10/actor/huggingface"), 1);
    Fixtures.model(run.resolve("global_step_20/actor/huggingface"), 2);
    Path due = run.resolve("global_step_20/actor/huggingface");
    assertThat(CheckpointPlace.of(run, OptionalLong.of(20), NOTHING).directory()).isEqualTo(due);
    assertThat(
            CheckpointPlace.of(run.resolve("global_step_20"), OptionalLong.empty(), NOTHING)
                .directory())
        .isEqualTo(due);
    assertThatThrownBy(() -> CheckpointPlace.of(run, OptionalLong.empty(), NOTHING))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("is a run; name one of its steps 10, 20");
    assertThatThrownBy(() -> CheckpointPlace.of(run, OptionalLong.of(15), NOTHING))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("10, 20");
    assertThatThrownBy(
            () -> CheckpointPlace.of(temp.resolve("none"), OptionalLong.empty(), NOTHING))
        .isInstanceOf(BadDataException.class);
  }
}
