package io.github.alpharl.torch;

import static io.github.alpharl.torch.Pickles.dict;
import static io.github.alpharl.torch.Pickles.join;
import static io.github.alpharl.torch.Pickles.little;
import static io.github.alpharl.torch.Pickles.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.disk.Listing;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.safetensors.HeaderFuzz;
import io.github.alpharl.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number of random damages is the system property {@code alpharl.fuzz}, 5000 by default. */
class TorchFuzzTest {

  private static final long ITERATIONS = Long.getLong("alpharl.fuzz", 5_000);

  @TempDir Path temp;

  private static void fuzz(byte[] file, long seed, long iterations) {
    HeaderFuzz.Outcome outcome = TorchFuzz.random(file, seed, iterations);
    assertThat(outcome.accepted() + outcome.refused()).isEqualTo(iterations);
    assertThat(outcome.accepted()).isPositive();
    assertThat(outcome.refused()).isPositive();
  }

  @Test
  void damagedArchivesEndClearly() {
    Whole matrix = new Whole("w", 1, 6, 4);
    long[] one = {1};
    long[] zero = {0};
    int[] rows = {0};
    byte[] file =
        new RankFile()
            .plain(matrix)
            .dtensor(new Whole("d", 2, 6, 4), one, zero, rows, RankFile.Torch.V2_6)
            .dtensor(new Whole("e", 2, 6, 4), one, zero, rows, RankFile.Torch.V2_14)
            .sharded(new Whole("s", 3, 6, 4), 0, 6)
            .bytes();
    fuzz(file, 1, ITERATIONS);
  }

  @Test
  void damagedStreamsEndClearly() {
    byte[] body = dict(text("w"), LegacyStreams.weight(4));
    byte[] file = LegacyStreams.of(body, "0", join(little(4, 8), new byte[16]));
    fuzz(file, 2, ITERATIONS);
  }

  @Test
  void damagedRealFilesEndClearly() throws IOException {
    Path home = SharedData.find("torch-shards");
    long accepted = 0;
    long refused = 0;
    for (Path torch : Listing.of(home, "torch-*")) {
      for (String name :
          List.of(
              "zoo/zoo.pt",
              "zoo/zoo-legacy.pt",
              "plain/legacy.pt",
              "fsdp1-w2-nomesh/model_world_size_2_rank_1.pt",
              "fsdp2-w2/model_world_size_2_rank_0.pt")) {
        byte[] file = Files.readAllBytes(torch.resolve(name));
        HeaderFuzz.Outcome outcome = TorchFuzz.random(file, 3, ITERATIONS / 20);
        accepted += outcome.accepted();
        refused += outcome.refused();
      }
    }
    assertThat(accepted).isPositive();
    assertThat(refused).isGreaterThan(accepted);
  }

  @Test
  void damagedMetadataEndsClearly() throws IOException {
    Whole matrix = new Whole("w", 1, 6, 4);
    new DcpMaker().chunk(matrix, matrix.all(), "__0_0.distcp").write(temp);
    byte[] sound = Files.readAllBytes(temp.resolve(".metadata"));
    TorchLayout layout = TorchLayouts.recognise(temp).orElseThrow();
    Random random = new Random(6);
    int read = 0;
    int refused = 0;
    for (int i = 0; i < ITERATIONS / 10; i++) {
      byte[] damaged = sound.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      Files.write(temp.resolve(".metadata"), damaged);
      try (TorchWeights weights = TorchWeights.open(layout)) {
        read += weights.tensors().isEmpty() ? 0 : 1;
      } catch (BadDataException e) {
        assertThat(e.getMessage()).startsWith(temp.toString()).doesNotContain("\n");
        refused++;
      }
    }
    assertThat(read + refused).isEqualTo((int) (ITERATIONS / 10));
    assertThat(read).isPositive();
    assertThat(refused).isGreaterThan(read);
  }
}
