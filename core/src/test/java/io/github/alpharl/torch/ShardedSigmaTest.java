package io.github.alpharl.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.factor.Rank1Factor;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StudyListener;
import io.github.alpharl.study.StudyOptions;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run in every layout has the factors of the same run in whole files, to the last bit. */
class ShardedSigmaTest {

  /** How the step lies. */
  private enum Layout {
    ROWS_UNEVEN(new long[] {3}, 0),
    COLUMNS(new long[] {2}, 1),
    COLUMNS_UNEVEN(new long[] {4}, 1),
    REPLICATED_ROWS(new long[] {2, 2}, RankFile.REPLICATE, 0),
    TILES(new long[] {2, 2}, 0, 1),
    SHARDED_TENSORS(new long[] {2}, 0),
    DCP(new long[] {3}, 0);

    private final long[] mesh;
    private final int[] shards;

    Layout(long[] mesh, int... shards) {
      this.mesh = mesh;
      this.shards = shards;
    }

    int world() {
      return (int) (mesh[0] * (mesh.length == 2 ? mesh[1] : 1));
    }

    long[] place(int rank) {
      return mesh.length == 1 ? new long[] {rank} : new long[] {rank / mesh[1], rank % mesh[1]};
    }
  }

  private static final List<Whole> STEP =
      List.of(
          new Whole("model.layers.0.self_attn.q_proj.weight", 1, 64, 70),
          new Whole("model.layers.0.self_attn.k_proj.weight", -7, 31, 70),
          new Whole("model.layers.0.mlp.down_proj.weight", 0.25f, 70, 101),
          new Whole("model.layers.1.self_attn.q_proj.weight", 3, 2, 70),
          new Whole("model.layers.1.mlp.up_proj.weight", 0.5f, 101, 70));

  private static final String CONFIG = "{\"model_type\": \"qwen3\"}";

  @TempDir private Path temp;
  private Path base;
  private Map<String, String> due;

  @BeforeEach
  void wholeFiles() {
    Random random = new Random(11);
    base =
        Fixtures.model(
            temp.resolve("base"),
            CONFIG,
            STEP.stream()
                .map(whole -> Fixtures.random(random, whole.name(), Dtype.F32, whole.shape()))
                .toList());
    Fixtures.model(
        temp.resolve("whole/global_step_1"),
        CONFIG,
        STEP.stream()
            .map(
                whole ->
                    Tensor.of(
                        whole.name(),
                        Dtype.F32,
                        MemorySegment.ofArray(whole.part(whole.all(), 0)),
                        whole.shape()))
            .toList());
    due = factors(temp.resolve("whole"));
    assertThat(due).hasSize(STEP.size());
  }

  /** σ₁, ‖ΔW‖ and all of u₁ and v₁ as bits. */
  private Map<String, String> factors(Path run) {
    StudyOptions options =
        StudyOptions.DEFAULT.withBase(base).withStore(run.resolve("store")).withThreads(2);
    Map<String, String> found = new TreeMap<>();
    try (RunStudy study = RunStudy.open(run, options, StudyListener.SILENT)) {
      study.update(new Rank.Count(1), List.of(1L));
      try (RunFactors factors = study.factors(List.of(1L))) {
        for (String module : factors.modules()) {
          Rank1Factor top = factors.at(1).top(module);
          found.put(
              module,
              Double.toHexString(top.sigma())
                  + Double.toHexString(top.norm())
                  + Arrays.toString(top.u())
                  + Arrays.toString(top.v()));
        }
      }
    }
    return found;
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void theFactorsAreThoseOfTheWholeFiles(Layout layout) throws IOException {
    Path run = temp.resolve("run");
    Path step = run.resolve("global_step_1");
    if (layout == Layout.DCP) {
      writeItems(step.resolve("pytorch_model_fsdp_0"), layout.world());
    } else {
      writeRanks(Files.createDirectories(step.resolve("actor")), layout);
    }
    Fixtures.write(run.resolve("config.json"), CONFIG);
    assertThat(factors(run)).isEqualTo(due);
  }

  private static void writeRanks(Path actor, Layout layout) throws IOException {
    for (int rank = 0; rank < layout.world(); rank++) {
      RankFile file = new RankFile();
      for (Whole whole : STEP) {
        if (layout == Layout.SHARDED_TENSORS) {
          long cut = whole.shape()[0] / 3;
          file.sharded(whole, rank == 0 ? 0 : cut, rank == 0 ? cut : whole.shape()[0]);
        } else {
          file.dtensor(whole, layout.mesh, layout.place(rank), layout.shards, RankFile.Torch.V2_14);
        }
      }
      String name = "model_world_size_" + layout.world() + "_rank_" + rank + ".pt";
      Files.write(actor.resolve(name), file.bytes());
    }
  }

  /** Items at odd bytes, rows dealt out to {@code world} files. */
  private static void writeItems(Path folder, int world) throws IOException {
    DcpMaker maker = new DcpMaker().under("model");
    for (Whole whole : STEP) {
      for (int rank = 0; rank < world; rank++) {
        List<List<Long>> axes = new ArrayList<>(whole.all());
        axes.set(0, Whole.chunk(axes.getFirst(), world, rank));
        if (!axes.getFirst().isEmpty()) {
          maker.chunk(whole, axes, "__" + rank + "_0.distcp");
        }
      }
    }
    maker.write(folder);
  }
}
