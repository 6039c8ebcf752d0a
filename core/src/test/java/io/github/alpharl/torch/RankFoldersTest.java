package io.github.alpharl.torch;

import static io.github.alpharl.torch.RankFile.REPLICATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.torch.RankFile.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders with a file for each rank, made here as verl makes them. */
class RankFoldersTest {

  @TempDir Path temp;

  private static final Whole EMBEDDING = new Whole("model.embed_tokens.weight", 1, 11, 4);
  private static final Whole KEY = new Whole("model.layers.0.self_attn.k_proj.weight", 100, 4, 3);
  private static final Whole NORM = new Whole("model.norm.weight", 1000, 5);

  private void write(int world, int rank, RankFile file) throws IOException {
    Files.write(temp.resolve("model_world_size_" + world + "_rank_" + rank + ".pt"), file.bytes());
  }

  private TorchWeights open() {
    return TorchWeights.open(TorchLayouts.recognise(temp).orElseThrow());
  }

  private void refuses(String... words) {
    assertThatThrownBy(() -> open().close())
        .isInstanceOf(BadDataException.class)
        .hasMessageContainingAll(words);
  }

  private void writeRows(int world, Torch torch) throws IOException {
    for (int rank = 0; rank < world; rank++) {
      RankFile file = new RankFile();
      for (Whole whole : List.of(EMBEDDING, KEY, NORM)) {
        file.dtensor(whole, new long[] {world}, new long[] {rank}, new int[] {0}, torch);
      }
      write(world, rank, file);
    }
  }

  @ParameterizedTest
  @EnumSource(Torch.class)
  void unevenAndEmptyRanksGiveTheWhole(Torch torch) throws IOException {
    writeRows(3, torch);
    try (TorchWeights weights = open()) {
      EMBEDDING.requireIn(weights);
      KEY.requireIn(weights);
      NORM.requireIn(weights);
      assertThat(weights.tensors().get(KEY.name()).blocks()).hasSize(2);
      assertThat(weights.notes()).isEmpty();
      assertThat(weights.files()).hasSize(3);
    }
  }

  @Test
  void oneRankLiesInPlace() throws IOException {
    writeRows(1, Torch.V2_14);
    try (TorchWeights weights = open()) {
      EMBEDDING.requireIn(weights);
      assertThat(weights.tensors().get(EMBEDDING.name()).inPlace()).isPresent();
    }
  }

  @Test
  void shardsWithoutAMeshGiveTheWhole() throws IOException {
    write(2, 0, new RankFile().sharded(EMBEDDING, 0, 11).sharded(KEY, 0, 3));
    write(2, 1, new RankFile().sharded(EMBEDDING, 11, 11).sharded(KEY, 3, 4));
    try (TorchWeights weights = open()) {
      EMBEDDING.requireIn(weights);
      KEY.requireIn(weights);
    }
  }

  @Test
  void equalBuffersCountOnceAndOtherOnesAreRefused() throws IOException {
    Whole bias = new Whole("e_score_correction_bias", 7, 6);
    write(2, 0, new RankFile().plain(bias));
    write(2, 1, new RankFile().plain(bias));
    try (TorchWeights weights = open()) {
      bias.requireIn(weights);
      assertThat(weights.notes()).singleElement().asString().contains("1 tensor is stored");
    }
    write(2, 1, new RankFile().plain(new Whole(bias.name(), 8, 6)));
    refuses("'e_score_correction_bias'", "differs between ranks");
    write(2, 1, new RankFile().plain(new Whole(bias.name(), 7, 5)));
    refuses("is [6] in one place and [5] in another");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyMeshGivesTheWhole(long seed) throws IOException {
    Random random = new Random(seed);
    long[] mesh = {1 + random.nextInt(3), 1 + random.nextInt(3)};
    int[] shards = {random.nextInt(3) - 1, random.nextInt(3) - 1};
    Whole whole = new Whole("w", seed, 1 + random.nextInt(9), 1 + random.nextInt(9));
    int world = (int) (mesh[0] * mesh[1]);
    Torch torch = random.nextBoolean() ? Torch.V2_6 : Torch.V2_14;
    for (int rank = 0; rank < world; rank++) {
      long[] place = {rank / mesh[1], rank % mesh[1]};
      write(world, rank, new RankFile().dtensor(whole, mesh, place, shards, torch));
    }
    try (TorchWeights weights = open()) {
      whole.requireIn(weights);
      boolean replicas =
          (shards[0] == REPLICATE && mesh[0] > 1) || (shards[1] == REPLICATE && mesh[1] > 1);
      assertThat(weights.notes()).hasSize(replicas ? 1 : 0);
    }
  }

  private void writeStrided(long factor) throws IOException {
    Whole whole = new Whole("w", 3, 11, 2);
    long[] mesh = {3, 2};
    for (int rank = 0; rank < 6; rank++) {
      RankFile file = new RankFile().striding(factor);
      long[] place = {rank / 2, rank % 2};
      write(6, rank, file.dtensor(whole, mesh, place, new int[] {0, 0}, Torch.V2_14));
    }
  }

  @Test
  void fsdpOverTensorParallelGivesTheWhole() throws IOException {
    writeStrided(2);
    try (TorchWeights weights = open()) {
      new Whole("w", 3, 11, 2).requireIn(weights);
    }
    writeStrided(4);
    refuses("'w' is sharded in strides of 4", "cut 2 parts");
  }

  @Test
  void missingRanksAreNamed() throws IOException {
    writeRows(4, Torch.V2_14);
    Files.delete(temp.resolve("model_world_size_4_rank_1.pt"));
    Files.delete(temp.resolve("model_world_size_4_rank_3.pt"));
    TorchLayout layout = TorchLayouts.recognise(temp).orElseThrow();
    assertThat(layout.state()).isEqualTo(TorchLayout.State.INCOMPLETE);
    refuses("lacks the files of the ranks 1, 3 of 4", "still being written");
  }

  @Test
  void aRankTwiceIsNoWhole() throws IOException {
    writeRows(2, Torch.V2_14);
    Files.copy(
        temp.resolve("model_world_size_2_rank_0.pt"),
        temp.resolve("model_world_size_2_rank_1.pt"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    refuses("'model.embed_tokens.weight' has 24 of its 44 elements");
  }

  @Test
  void anotherWorldSizeIsRefused() throws IOException {
    writeRows(2, Torch.V2_14);
    Files.writeString(temp.resolve("fsdp_config.json"), "{\"FSDP_version\": 2, \"world_size\": 3}");
    refuses("fsdp_config.json says world_size 3", "2");
    Files.writeString(temp.resolve("fsdp_config.json"), "{\"FSDP_version\": 2, \"world_size\": 2}");
    writeRows(4, Torch.V2_14);
    refuses("several world sizes [2, 4]");
  }

  @Test
  void aCutOffRankIsIncomplete() throws IOException {
    writeRows(2, Torch.V2_14);
    Path last = temp.resolve("model_world_size_2_rank_1.pt");
    byte[] all = Files.readAllBytes(last);
    Files.write(last, java.util.Arrays.copyOf(all, all.length - 30));
    assertThat(TorchLayouts.recognise(temp).orElseThrow().state())
        .isEqualTo(TorchLayout.State.INCOMPLETE);
    refuses("model_world_size_2_rank_1.pt does not end", "still being written");
  }

  @Test
  void ranksOfTwoRunsAreRefused() throws IOException {
    writeRows(2, Torch.V2_14);
    write(2, 1, new RankFile().plain(NORM).plain(new Whole("more", 0, 1)));
    refuses("model_world_size_2_rank_1.pt: holds other tensors", "more");
  }

  @Test
  void acceleratesRanksNeedNoWorldSize() throws IOException {
    for (int rank = 0; rank < 2; rank++) {
      RankFile file = new RankFile();
      file.dtensor(KEY, new long[] {2}, new long[] {rank}, new int[] {0}, Torch.V2_14);
      Files.write(temp.resolve("pytorch_model_fsdp_0_rank" + rank + ".bin"), file.bytes());
    }
    try (TorchWeights weights = open()) {
      KEY.requireIn(weights);
    }
  }

  @Test
  void aPlaceOutsideTheMeshIsRefused() throws IOException {
    long[] one = {1};
    RankFile odd = new RankFile().dtensor(KEY, one, new long[] {1}, new int[] {0}, Torch.V2_14);
    write(1, 0, odd);
    refuses("'model.layers.0.self_attn.k_proj.weight'", "has the place [1] in a mesh of [1]");
  }

  /** torch places such shards by rank and writes down their place in the mesh. */
  @ParameterizedTest
  @EnumSource(Torch.class)
  void aMeshWhoseRanksDoNotAscendIsRefused(Torch torch) throws IOException {
    for (int rank = 0; rank < 2; rank++) {
      long[] place = {1 - rank};
      RankFile file = new RankFile().disordered();
      write(2, rank, file.dtensor(KEY, new long[] {2}, place, new int[] {0}, torch));
    }
    refuses("'model.layers.0.self_attn.k_proj.weight'", "not in ascending order", "full_tensor()");
  }
}
