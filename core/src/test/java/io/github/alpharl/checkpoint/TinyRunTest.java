package io.github.alpharl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorContent;
import io.github.alpharl.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real checkpoints, made by another tool. */
class TinyRunTest {

  @TempDir Path temp;

  @Test
  void aCopyHasTheSameTensorsAndFiles() throws IOException {
    Path source = SharedData.find("tiny-run/step-105");
    Path target = temp.resolve("copy");
    try (HfCheckpoint checkpoint = HfCheckpoint.open(source)) {
      new CheckpointWriter(checkpoint).write(target, tensor -> TensorContent.of(tensor.data()));
      try (HfCheckpoint copy = HfCheckpoint.open(target)) {
        assertThat(copy.tensors().keySet()).isEqualTo(checkpoint.tensors().keySet());
        for (Tensor tensor : checkpoint.tensors().values()) {
          Tensor other = copy.tensor(tensor.name());
          assertThat(other.dtype()).isEqualTo(tensor.dtype());
          assertThat(other.shape()).isEqualTo(tensor.shape());
          assertThat(other.data().mismatch(tensor.data())).isEqualTo(-1);
        }
        Checkpoints.requireSameArchitecture(checkpoint, copy);
      }
    }
    for (String name : new String[] {"config.json", "tokenizer.json", "tokenizer_config.json"}) {
      assertThat(target.resolve(name)).hasSameBinaryContentAs(source.resolve(name));
    }
    try (var files = Files.list(temp)) {
      assertThat(files).containsExactly(target);
    }
  }

  @Test
  void aCopyInShardsIsReadBack() {
    Path source = SharedData.find("tiny-run/step-0");
    Path target = temp.resolve("shards");
    try (HfCheckpoint checkpoint = HfCheckpoint.open(source)) {
      CheckpointWriter writer = new CheckpointWriter(checkpoint, Disk.system(), 200_000);
      writer.write(target, tensor -> TensorContent.of(tensor.data()));
      try (HfCheckpoint copy = HfCheckpoint.open(target)) {
        assertThat(copy.files()).hasSizeGreaterThan(3);
        assertThat(copy.bytes()).isEqualTo(checkpoint.bytes());
        assertThat(copy.notes()).isEmpty();
        assertThat(copy.tensors().keySet()).isEqualTo(checkpoint.tensors().keySet());
      }
    }
  }
}
