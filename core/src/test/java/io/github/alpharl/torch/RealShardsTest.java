package io.github.alpharl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.alpharl.disk.Listing;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.testkit.SharedData;
import io.github.alpharl.torch.tensor.TorchTensor;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that real torches wrote, beside the whole tensors that they must give, bit by bit. */
class RealShardsTest {

  private static final List<String> REFUSED = List.of("dcp-zstd-w2", "dcp-dcp_safetensors-w2");

  private static void requireSame(TorchWeights weights, Path expected) {
    try (SafetensorsFile file = SafetensorsFile.open(expected);
        Arena arena = Arena.ofConfined()) {
      for (Tensor due : file.tensors().values()) {
        TorchTensor found = weights.tensors().get(due.name());
        assertThat(found).as(due.name()).isNotNull();
        Tensor whole = found.gather(arena);
        assertThat(whole.dtype()).as(due.name()).isEqualTo(due.dtype());
        assertThat(whole.shape()).as(due.name()).isEqualTo(due.shape());
        assertThat(whole.data().mismatch(due.data())).as(due.name()).isEqualTo(-1);
      }
    }
  }

  private static TorchWeights open(Path folder) {
    return TorchWeights.open(TorchLayouts.recognise(folder).orElseThrow());
  }

  private static TorchWeights openFile(Path file) {
    return TorchWeights.open(
        TorchLayout.complete(TorchLayout.Kind.SINGLE, file.getParent(), List.of(file)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"torch-2.6.0", "torch-2.14.1"})
  void everyFolderGivesTheWholeTensors(String torch) {
    Path home = SharedData.find("torch-shards").resolve(torch);
    List<String> read = new ArrayList<>();
    for (Path folder : Listing.of(home, "*")) {
      String name = folder.getFileName().toString();
      Path expected = home.resolve(name + ".expected.safetensors");
      if (Files.exists(expected) && Files.isDirectory(folder) && !REFUSED.contains(name)) {
        if (TorchLayouts.recognise(folder).isEmpty()) {
          assertThat(folder.resolve("model.safetensors.index.json")).exists();
          continue;
        }
        try (TorchWeights weights = open(folder)) {
          requireSame(weights, expected);
          weights.requireUnchanged();
        }
        read.add(name);
      }
    }
    assertThat(read).hasSizeGreaterThan(15).contains("fsdp2-w3", "tp-2x2", "dcp-accelerate-w3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"torch-2.6.0", "torch-2.14.1"})
  void everySingleFileGivesTheWholeTensors(String torch) {
    Path home = SharedData.find("torch-shards").resolve(torch);
    List<Path> files = Listing.of(home.resolve("plain"), "*");
    assertThat(files).hasSizeGreaterThan(10);
    for (Path file : files) {
      boolean bf16 = file.endsWith("bf16.bin");
      String name = bf16 ? "expected-bf16.safetensors" : "expected.safetensors";
      try (TorchWeights weights = openFile(file)) {
        if (file.endsWith("tied.bin")) {
          assertThat(weights.tensors().get("lm_head.weight").inPlace().orElseThrow().data())
              .isEqualTo(weights.tensors().get("model.embed_tokens.weight").inPlace().get().data());
        } else {
          requireSame(weights, home.resolve(name));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"torch-2.6.0", "torch-2.14.1"})
  void oddTensorsAreReadOrNamed(String torch) {
    Path home = SharedData.find("torch-shards").resolve(torch).resolve("zoo");
    try (TorchWeights weights = openFile(home.resolve("zoo.pt"));
        Arena arena = Arena.ofConfined()) {
      assertThat(weights.notes())
          .singleElement()
          .asString()
          .contains("leaves out", "'sparse' is made by", "'conj' is a conjugated");
      Tensor whole = weights.tensors().get("whole").gather(arena);
      Tensor transposed = weights.tensors().get("transposed").gather(arena);
      Tensor column = weights.tensors().get("column_slice").gather(arena);
      assertThat(transposed.shape()).isEqualTo(whole.shape().reversed());
      for (int i = 0; i < 6; i++) {
        for (int j = 0; j < 8; j++) {
          assertThat(transposed.get(j * 6L + i)).isEqualTo(whole.get(i * 8L + j));
        }
      }
      assertThat(column.shape()).containsExactly(6L, 3L);
      assertThat(weights.tensors().get("expanded").gather(arena).shape()).containsExactly(5L, 8L);
      assertThat(weights.tensors().get("scalar").gather(arena).shape()).isEmpty();
    }
  }

  @Test
  void compressedItemsAreRefusedWithTheCommand() {
    Path folder = SharedData.find("torch-shards").resolve("torch-2.14.1/dcp-zstd-w2");
    assumeTrue(Files.exists(folder));
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("stream.zstd")
        .hasMessageContaining("dcp_to_torch");
  }

  @Test
  void optimizerFilesAreNoWeights() {
    Path folder = SharedData.find("torch-shards").resolve("torch-2.14.1/fsdp2-w2-optim");
    TorchLayout layout = TorchLayouts.recognise(folder).orElseThrow();
    assertThat(layout.files())
        .extracting(file -> file.getFileName().toString())
        .containsExactly("model_world_size_2_rank_0.pt", "model_world_size_2_rank_1.pt");
    assertThat(layout.words()).isEqualTo("the files of 2 ranks");
  }

  @Test
  void trainersOfOthersAreReadToo() {
    Path home = SharedData.find("written-by-others");
    try (TorchWeights bin = open(home.resolve("odd-bin-only/checkpoint-10"));
        TorchWeights dcp = open(home.resolve("odd-dcp/checkpoint-10"));
        TorchWeights verl = open(home.resolve("odd-verl-no-weights/global_step_10/actor"));
        TorchWeights inner =
            open(home.resolve("odd-verl-no-weights/global_step_10/actor/huggingface"))) {
      assertThat(bin.layout().kind()).isEqualTo(TorchLayout.Kind.SINGLE);
      assertThat(dcp.layout().kind()).isEqualTo(TorchLayout.Kind.DCP);
      assertThat(dcp.directory()).endsWith(Path.of("pytorch_model_fsdp_0"));
      assertThat(verl.layout().kind()).isEqualTo(TorchLayout.Kind.RANKS);
      assertThat(inner.tensors().keySet()).isEqualTo(verl.tensors().keySet());
      for (TorchWeights weights : List.of(bin, dcp, verl)) {
        requireShapesOfBase(weights, home);
      }
    }
  }

  private static void requireShapesOfBase(TorchWeights weights, Path home) {
    try (SafetensorsFile base =
        SafetensorsFile.open(home.resolve("odd-bin-only-base/model.safetensors"))) {
      for (Tensor due : base.tensors().values()) {
        assertThat(weights.tensors().get(due.name()).shape()).as(due.name()).isEqualTo(due.shape());
      }
    }
  }
}
