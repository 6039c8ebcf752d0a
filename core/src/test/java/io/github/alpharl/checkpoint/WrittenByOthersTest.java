package io.github.alpharl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models and adapters that transformers and PEFT wrote, where they are at hand. */
class WrittenByOthersTest {

  private static Path find(String name) {
    return SharedData.find("written-by-others").resolve(name);
  }

  /** How many modules an architecture of two layers has, counted by hand from its classes. */
  @ParameterizedTest
  @CsvSource({
    "gemma2-bf16, 14",
    "gpt-neox-bf16, 8",
    "gpt-oss-bf16, 24", // 2 · (4 projections + 2 stacks of 4 experts)
    "gpt2-f32, 8",
    "llama3-bf16, 14",
    "mixtral-bf16, 32", // 2 · (4 projections + 4 experts of 3)
    "phi3-bf16, 8",
    "qwen2-tied-bf16-sharded, 14",
    "qwen3-bf16-sharded, 14",
    "qwen3-moe-bf16-sharded, 32",
    "qwen3-next-bf16, 36", // 3 linear mixers or 4 projections, 4 experts and 1 shared of 3
    "qwen3-tied-bf16, 14",
    "smollm3-bf16, 14"
  })
  void everyArchitectureIsReadWhole(String name, int count) throws IOException {
    Path run = find(name);
    try (HfCheckpoint base = HfCheckpoint.open(run.resolve("step_0"));
        StepCheckpoint step = StepCheckpoint.open(run.resolve("step_40"))) {
      List<ModuleId> modules = ModulePatterns.standard().modules(base);
      assertThat(modules).hasSize(count);
      assertThat(modules).extracting(ModuleId::kind).doesNotContain(ModuleId.OTHER);
      Map<String, Double> norms = norms(run);
      Map<String, Double> found = new HashMap<>();
      for (ModuleId module : modules) {
        UpdateRows rows = UpdateRows.of(base, step, module);
        double[] row = new double[rows.columns()];
        double squares = 0;
        for (int i = 0; i < rows.rows(); i++) {
          rows.read(i, row);
          squares += squares(row);
        }
        found.merge(module.tensorName(), squares, Double::sum);
      }
      found.forEach(
          (tensor, squares) ->
              assertThat(Math.sqrt(squares))
                  .as(tensor)
                  .isPositive()
                  .isCloseTo(norms.get(tensor), within(1e-9 * norms.get(tensor))));
      WeightChanges changes = WeightChanges.of(base, step, ModulePatterns.standard());
      assertThat(changes.modules()).hasSize(found.size());
      long moved = norms.values().stream().filter(norm -> norm > 0).count();
      assertThat(changes.changed()).hasSize((int) moved);
      assertThat(changes.besides())
          .allSatisfy(
              change ->
                  assertThat(change.norm())
                      .isCloseTo(norms.get(change.name()), within(1e-9 * change.norm())));
    }
  }

  private static double squares(double[] row) {
    double squares = 0;
    for (double entry : row) {
      squares += entry * entry;
    }
    return squares;
  }

  /** ‖W − W₀‖ of every tensor from the files alone. */
  private static Map<String, Double> norms(Path run) throws IOException {
    Map<String, Double> norms = new HashMap<>();
    List<Path> files;
    try (Stream<Path> listed = Files.list(run.resolve("step_0"))) {
      files = listed.filter(path -> path.toString().endsWith(".safetensors")).toList();
    }
    for (Path file : files) {
      Path other = run.resolve("step_40").resolve(file.getFileName());
      try (SafetensorsFile before = SafetensorsFile.open(file);
          SafetensorsFile after = SafetensorsFile.open(other)) {
        for (Tensor tensor : before.tensors().values()) {
          Tensor moved = after.tensors().get(tensor.name());
          double squares = 0;
          for (long i = 0; i < tensor.size(); i++) {
            squares += Math.pow(moved.get(i) - tensor.get(i), 2);
          }
          norms.put(tensor.name(), Math.sqrt(squares));
        }
      }
    }
    return norms;
  }

  /**
   * ‖ΔW‖ of the first and last weight that an adapter changes, as PEFT 0.21 merges it with torch
   * 2.13 in float32.
   */
  @ParameterizedTest
  @CsvSource({
    "lora-all-linear, 14, model.layers.0.mlp.down_proj.weight, 1.33935318, model.layers.1.self_attn.v_proj.weight, 0.867199271",
    "lora-dora, 4, model.layers.0.self_attn.q_proj.weight, 1.02499888, model.layers.1.self_attn.v_proj.weight, 0.728864296",
    "lora-embedding, 3, model.embed_tokens.weight, 20.8204666, model.layers.1.self_attn.q_proj.weight, 1.32966682",
    "lora-lm-head, 3, lm_head.weight, 1.92358258, model.layers.1.self_attn.q_proj.weight, 1.21641869",
    "lora-modules-to-save, 6, lm_head.weight, 5.27836292, model.layers.1.self_attn.v_proj.weight, 0.953167516",
    "lora-pissa, 4, model.layers.0.self_attn.q_proj.weight, 1.25157166, model.layers.1.self_attn.v_proj.weight, 0.800491923",
    "lora-plain, 4, model.layers.0.self_attn.q_proj.weight, 2.80023957, model.layers.1.self_attn.v_proj.weight, 2.08917846",
    "lora-rank-pattern, 8, model.layers.0.mlp.up_proj.weight, 6.26268489, model.layers.1.self_attn.v_proj.weight, 0.963674429",
    "lora-rslora, 4, model.layers.0.self_attn.q_proj.weight, 5.10435505, model.layers.1.self_attn.v_proj.weight, 4.01219378",
    "lora-trainable-tokens, 5, model.embed_tokens.weight, 0.745189842, model.layers.1.self_attn.v_proj.weight, 0.893408452",
    "trainer-lora, 14, model.layers.0.mlp.down_proj.weight, 0.333629207, model.layers.1.self_attn.v_proj.weight, 0.228826939"
  })
  void everyAdapterGivesPeftsUpdate(
      String name, int count, String first, double firstNorm, String last, double lastNorm)
      throws IOException {
    try (HfCheckpoint base = HfCheckpoint.open(find(name + "-base"));
        StepCheckpoint step = StepCheckpoint.open(find(name).resolve(checkpoint(name)))) {
      Map<String, Double> norms =
          WeightChanges.of(base, step, ModulePatterns.standard()).changed().stream()
              .collect(Collectors.toMap(WeightChanges.Changed::name, WeightChanges.Changed::norm));
      assertThat(norms).hasSize(count);
      assertThat(norms.get(first)).isCloseTo(firstNorm, within(2e-6 * firstNorm));
      assertThat(norms.get(last)).isCloseTo(lastNorm, within(2e-6 * lastNorm));
    }
  }

  private static String checkpoint(String name) {
    return name.equals("trainer-lora") ? "checkpoint-6" : "checkpoint-15";
  }

  @Test
  void oddNamesAndAPaddedVocabularyAreMapped() {
    try (HfCheckpoint base = HfCheckpoint.open(find("odd-noncontig-names-base"));
        StepCheckpoint step = StepCheckpoint.open(find("odd-noncontig-names/step_10"))) {
      assertThat(step.alignedTo(base).notes())
          .singleElement()
          .asString()
          .contains("24 names are mapped to the base's, such as 'model.model.embed_tokens");
    }
    try (HfCheckpoint base = HfCheckpoint.open(find("odd-vocab-resized-base"));
        StepCheckpoint step = StepCheckpoint.open(find("odd-vocab-resized/step_10"))) {
      assertThat(step.alignedTo(base).notes())
          .singleElement()
          .asString()
          .contains("has 192 rows instead of 160: the first 160 are compared");
    }
  }

  /** Norms that torch gives for the files, float32. */
  @ParameterizedTest
  @CsvSource({
    "trainer-full, checkpoint-6, 1.1098675877629263, 1.3680546124432358",
    "odd-vl, step_10, 0.4696403492708649, 0.6673992538866031"
  })
  void fullTrainingsGiveTheDifferenceOfTheirFiles(
      String name, String folder, double query, double down) {
    try (HfCheckpoint base = HfCheckpoint.open(find(name + "-base"));
        StepCheckpoint step = StepCheckpoint.open(find(name).resolve(folder))) {
      Map<String, Double> norms =
          WeightChanges.of(base, step, ModulePatterns.standard()).changed().stream()
              .collect(Collectors.toMap(WeightChanges.Changed::name, WeightChanges.Changed::norm));
      assertThat(norms.get("model.layers.0.self_attn.q_proj.weight"))
          .isCloseTo(query, within(1e-9 * query));
      assertThat(norms.get("model.layers.1.mlp.down_proj.weight"))
          .isCloseTo(down, within(1e-9 * down));
    }
  }

  @Test
  void eightBitsWithoutScalesAreRefused() {
    Path fp8 = find("odd-fp8/step_10");
    assertThatThrownBy(() -> HfCheckpoint.open(fp8))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("FP8 without scales; 14 tensors", "give the model in bfloat16");
  }
}
