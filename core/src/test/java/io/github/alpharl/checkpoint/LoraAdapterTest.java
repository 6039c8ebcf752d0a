package io.github.alpharl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.adapter.AdapterWriter;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.json.Json;
import io.github.alpharl.run.Run;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorSource;
import io.github.alpharl.update.Update;
import io.github.alpharl.vector.Vectors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoraAdapterTest {

  private static final String UP = "base_model.model.model.layers.0.mlp.up_proj.";
  private static final String Q = "base_model.model.model.layers.1.self_attn.q_proj.";
  private static final String TARGETS = "\"target_modules\":[\"up_proj\",\"q_proj\"]";

  @TempDir Path temp;
  private Path dir;

  @BeforeEach
  void directory() {
    dir = temp.resolve("adapter");
  }

  private void config(String more) {
    Fixtures.write(dir.resolve("adapter_config.json"), "{\"peft_type\":\"LORA\"," + more + "}");
  }

  private void weights(Tensor... tensors) {
    SafetensorsWriter.write(
        dir.resolve("adapter_model.safetensors"),
        List.of(tensors).stream().map(TensorSource::copyOf).toList());
  }

  private static Tensor tensor(String name, long... shape) {
    return Fixtures.random(new Random(7), name, Dtype.BF16, shape);
  }

  private void good() {
    config("\"r\":2,\"lora_alpha\":4," + TARGETS);
    weights(
        tensor(UP + "lora_A.weight", 2, 6),
        tensor(UP + "lora_B.weight", 10, 2),
        tensor(Q + "lora_A.weight", 2, 6),
        tensor(Q + "lora_B.weight", 6, 2));
  }

  private void refused(String... parts) {
    assertThatThrownBy(() -> LoraAdapter.open(dir).close())
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining(dir.toString())
        .hasMessageContainingAll(parts);
  }

  @Test
  void theFactorsOfEveryModuleAreFound() {
    good();
    try (LoraAdapter adapter = LoraAdapter.open(dir)) {
      assertThat(adapter.notes()).isEmpty();
      assertThat(adapter.modules())
          .extracting(LoraModule::baseTensor)
          .containsExactly(
              "model.layers.0.mlp.up_proj.weight", "model.layers.1.self_attn.q_proj.weight");
      LoraModule up = adapter.modules().getFirst();
      assertThat(up.a().shape()).containsExactly(2L, 6L);
      assertThat(up.b().shape()).containsExactly(10L, 2L);
      assertThat(up.scaling()).isEqualTo(2);
      assertThat(up.rank()).isEqualTo(2);
    }
  }

  @Test
  void theAdapterNameInKeysIsAccepted() {
    config("\"r\":2,\"lora_alpha\":4," + TARGETS);
    weights(
        tensor(UP + "lora_A.default.weight", 2, 6), tensor(UP + "lora_B.default.weight", 10, 2));
    try (LoraAdapter adapter = LoraAdapter.open(dir)) {
      assertThat(adapter.modules())
          .extracting(LoraModule::baseTensor)
          .containsExactly("model.layers.0.mlp.up_proj.weight");
      assertThat(adapter.notes()).singleElement().asString().contains("target_modules q_proj");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "\"r\":0,\"lora_alpha\":4; r must be a whole number above 0, found 0",
        "\"r\":-2,\"lora_alpha\":4; r must be a whole number above 0, found -2",
        "\"r\":2.0,\"lora_alpha\":4; r must be a whole number above 0, found 2.0",
        "\"lora_alpha\":4; r must be a whole number above 0, found nothing",
        "\"r\":2,\"lora_alpha\":0; lora_alpha is 0, so the adapter has no effect",
        "\"r\":2,\"lora_alpha\":0; as written by verl's merger; give the lora_alpha",
        "\"r\":2,\"lora_alpha\":-1; lora_alpha must be a number above 0, found -1",
        "\"r\":2,\"lora_alpha\":NaN; lora_alpha must be a number above 0",
        "\"r\":2; lora_alpha must be a number above 0, found nothing",
        "\"r\":2,\"lora_alpha\":4,\"use_dora\":true; use_dora is true",
        "\"r\":2,\"lora_alpha\":4,\"layer_replication\":[[0,4]]; layer_replication is",
        "\"r\":2,\"lora_alpha\":4,\"alora_invocation_tokens\":[1]; alora_invocation_tokens is",
        "\"r\":2,\"lora_alpha\":4,\"arrow_config\":{\"arrow_top_k\":2}; arrow_config is",
        "\"r\":2,\"lora_alpha\":4,\"use_qalora\":true; use_qalora is",
        "\"r\":2,\"lora_alpha\":4,\"init_lora_weights\":\"pissa_niter_4\"; changed the base",
        "\"r\":2,\"lora_alpha\":4,\"init_lora_weights\":\"olora\"; changed the base",
        "\"r\":2,\"lora_alpha\":4,\"init_lora_weights\":\"corda\"; changed the base",
        "\"r\":2,\"lora_alpha\":4,\"init_lora_weights\":\"lora_ga\"; changed the base",
        "\"r\":4,\"lora_alpha\":4; expected (4, in) and (out, 4) for rank 4",
        "\"r\":2,\"lora_alpha\":4,\"rank_pattern\":{\"up_proj\":0}; rank_pattern must be",
        "\"r\":2,\"lora_alpha\":4,\"rank_pattern\":{\"up_proj\":3}; for rank 3",
        "\"r\":2,\"lora_alpha\":4,\"rank_pattern\":{\"(\":3}; unusable pattern",
        "\"r\":2,\"lora_alpha\":4,\"alpha_pattern\":{\"up_proj\":0}; alpha_pattern must be"
      })
  void aWrongConfigIsRefused(String settings, String message) {
    good();
    config(settings + "," + TARGETS);
    refused(message);
  }

  @Test
  void theSettingsThatCurrentPeftWritesByDefaultAreFine() {
    good();
    config(
        """
        "alora_invocation_tokens": null, "alpha_pattern": {}, "arrow_config": null,
        "auto_mapping": null, "base_model_name_or_path": null, "bias": "none",
        "corda_config": null, "ensure_weight_tying": false, "eva_config": null,
        "exclude_modules": null, "fan_in_fan_out": false, "inference_mode": true,
        "init_lora_weights": true, "layer_replication": null, "layers_pattern": null,
        "layers_to_transform": null, "loftq_config": {}, "lora_alpha": 4.0, "lora_bias": false,
        "lora_dropout": 0.05, "lora_ga_config": null, "megatron_config": null,
        "megatron_core": "megatron.core", "modules_to_save": null, "peft_version": "0.19.1",
        "qalora_group_size": 16, "r": 2, "rank_pattern": {}, "revision": null,
        "target_parameters": null, "task_type": null, "trainable_token_indices": null,
        "use_dora": false, "use_qalora": false, "use_rslora": false,
        """
            + TARGETS);
    try (LoraAdapter adapter = LoraAdapter.open(dir)) {
      assertThat(adapter.notes()).isEmpty();
      assertThat(adapter.modules().getFirst().scaling()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOHA",
        "LOKR",
        "IA3",
        "VERA",
        "OFT",
        "BOFT",
        "ADALORA",
        "FOURIERFT",
        "HRA",
        "LN_TUNING"
      })
  void otherAdaptersAreRefused(String type) {
    good();
    Fixtures.write(dir.resolve("adapter_config.json"), "{\"peft_type\":\"" + type + "\"}");
    refused("peft_type is '" + type + "', only LORA adapters can be read; merge it into its base");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROMPT_TUNING", "PREFIX_TUNING", "P_TUNING"})
  void promptsAndPrefixesChangeNoWeights(String type) {
    good();
    Fixtures.write(dir.resolve("adapter_config.json"), "{\"peft_type\":\"" + type + "\"}");
    refused("can be read; this kind changes no weights, so there is no update");
  }

  @Test
  void aGivenAlphaReplacesTheZeroOfVerlsMerger() {
    good();
    config("\"r\":2,\"lora_alpha\":0," + TARGETS);
    try (LoraAdapter adapter = LoraAdapter.open(dir, OptionalDouble.of(32))) {
      assertThat(adapter.modules().getFirst().scaling()).isEqualTo(16);
    }
  }

  @Test
  void rankStabilisedScalingAndPatternsAreHonoured() {
    good();
    config(
        "\"r\":9,\"lora_alpha\":4,\"use_rslora\":true,\"rank_pattern\":{\"up_proj\":2,"
            + "\"layers\\\\.1\\\\..*\":2},\"alpha_pattern\":{\"self_attn.q_proj\":8},"
            + TARGETS);
    try (LoraAdapter adapter = LoraAdapter.open(dir)) {
      assertThat(adapter.modules().get(0).scaling()).isEqualTo(4 / Math.sqrt(2));
      assertThat(adapter.modules().get(1).scaling()).isEqualTo(8 / Math.sqrt(2));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\".*\\\\.(up|q)_proj\"", "\"all-linear\""})
  void targetsMayBeARegex(String targets) {
    good();
    config("\"r\":2,\"lora_alpha\":4,\"target_modules\":" + targets);
    try (LoraAdapter adapter = LoraAdapter.open(dir)) {
      assertThat(adapter.notes()).isEmpty();
    }
  }

  @Test
  void strayTensorsAreNoted() {
    good();
    config("\"r\":2,\"lora_alpha\":4,\"target_modules\":\".*up_proj\"");
    try (LoraAdapter adapter = LoraAdapter.open(dir)) {
      assertThat(adapter.notes())
          .singleElement()
          .asString()
          .contains("target_modules does not name model.layers.1.self_attn.q_proj");
    }
  }

  @Test
  void aHostileRegexEndsSoon() {
    good();
    config("\"r\":2,\"lora_alpha\":4,\"target_modules\":\"(.*.*.*.*.*.*.*.*)*!\"");
    refused("target_modules has the unusable pattern");
  }

  @Test
  void aMissingFactorIsNamed() {
    good();
    weights(tensor(UP + "lora_A.weight", 2, 6));
    refused("module 'model.layers.0.mlp.up_proj' has no lora_B");
    weights(tensor(UP + "lora_B.weight", 10, 2));
    refused("module 'model.layers.0.mlp.up_proj' has no lora_A");
    weights(tensor("x", 1));
    refused("holds no lora_A and lora_B tensors");
  }

  @Test
  void swappedAndOddShapesAreNamed() {
    good();
    weights(tensor(UP + "lora_A.weight", 6, 2), tensor(UP + "lora_B.weight", 2, 10));
    refused("lora_A [6, 2] and lora_B [2, 10]", "the two shapes look swapped");
    weights(tensor(UP + "lora_A.weight", 2, 6, 1), tensor(UP + "lora_B.weight", 10, 2));
    refused("expected two floating-point matrices");
    weights(
        tensor(UP + "lora_A.weight", 2, 6),
        tensor(UP + "lora_A.default.weight", 2, 6),
        tensor(UP + "lora_B.weight", 10, 2));
    refused("are the same factor");
  }

  @Test
  void whatIsNoPartOfLoraIsReported() {
    good();
    weights(
        tensor(UP + "lora_A.weight", 2, 6),
        tensor(UP + "lora_B.weight", 10, 2),
        tensor(Q + "lora_A.weight", 2, 6),
        tensor(Q + "lora_B.weight", 6, 2),
        tensor("base_model.model.ranknum", 2, 7));
    try (LoraAdapter adapter = LoraAdapter.open(dir)) {
      assertThat(adapter.modules()).hasSize(2);
      assertThat(adapter.notes())
          .singleElement()
          .asString()
          .contains("ignores 1 tensor that is no part of LoRA: base_model.model.ranknum");
    }
  }

  @Test
  void aPickledAdapterThatIsNoneIsRefused() {
    config("\"r\":2,\"lora_alpha\":4," + TARGETS);
    Fixtures.write(dir.resolve("adapter_model.bin"), "x");
    refused("adapter_model.bin: is neither a zip archive nor a pickle");
  }

  @Test
  void theBaseMustFit() {
    good();
    Path fitting = Fixtures.model(temp.resolve("base"), 1);
    List<Tensor> one = Fixtures.tensors(new Random(1), Dtype.BF16, 1);
    Path shallow = Fixtures.model(temp.resolve("shallow"), Fixtures.config(false), one);
    try (LoraAdapter adapter = LoraAdapter.open(dir);
        HfCheckpoint base = HfCheckpoint.open(fitting);
        HfCheckpoint other = HfCheckpoint.open(shallow)) {
      adapter.requireFits(base);
      assertThatThrownBy(() -> adapter.requireFits(other))
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining("has no tensor 'model.layers.1.self_attn.q_proj.weight'");
    }
    weights(tensor(UP + "lora_A.weight", 2, 5), tensor(UP + "lora_B.weight", 10, 2));
    try (LoraAdapter adapter = LoraAdapter.open(dir);
        HfCheckpoint base = HfCheckpoint.open(fitting)) {
      assertThatThrownBy(() -> adapter.requireFits(base))
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining("shape [10, 5] but the base")
          .hasMessageContaining("has [10, 6]");
    }
  }

  @Test
  void anAdapterIsAStepOfARun() {
    dir = temp.resolve("run/global_step_5/actor/lora_adapter");
    good();
    Fixtures.write(temp.resolve("run/global_step_5/actor/huggingface/config.json"), "{}");
    Path base = Fixtures.model(temp.resolve("base"), 1);
    Run run = Run.open(temp.resolve("run"), Optional.of(base));
    assertThat(run.baseStep()).isEqualTo(OptionalLong.empty());
    try (StepCheckpoint step = run.open(5)) {
      assertThat(step).isInstanceOf(LoraAdapter.class);
    }
  }

  private static Update rank1(String module, double sigma, double[] u, double[] v) {
    return Update.products(
        module, new double[][] {times(sigma, u)}, new float[][] {Vectors.rounded(v)});
  }

  private static double[] times(double factor, double[] a) {
    return Arrays.stream(a).map(x -> factor * x).toArray();
  }

  @Test
  void whatIsWrittenIsTheUpdate() {
    Path target = temp.resolve("out");
    double[] u = {0.5, -0.5, 0.5, -0.5, 0, 0};
    double[] v = {0, 1, 0, 0, 0, 0};
    String name = "model.layers.1.self_attn.q_proj.weight";
    try (HfCheckpoint base = HfCheckpoint.open(Fixtures.model(temp.resolve("base"), 1))) {
      AdapterWriter writer = new AdapterWriter(base, Disk.system(), Optional.of(Dtype.F32));
      writer.write(target, "org/base", List.of(rank1(name, 4, u, v)), "# Lost: 3 %");
      try (LoraAdapter adapter = LoraAdapter.open(target)) {
        assertThat(adapter.notes()).isEmpty();
        adapter.requireFits(base);
        assertThat(adapter.baseModelName()).contains("org/base");
        List<LoraModule> modules = new ArrayList<>(adapter.modules());
        assertThat(modules).hasSize(2);
        assertThat(norm(modules.get(0).a()) + norm(modules.get(0).b())).isZero();
        LoraModule module = modules.get(1);
        assertThat(module.baseTensor()).isEqualTo(name);
        assertThat(module.scaling()).isEqualTo(1);
        assertThat(module.b().get(1) * module.a().get(1)).isEqualTo(-2);
        assertThat(module.a().dtype()).isEqualTo(Dtype.F32);
      }
    }
    assertThat(target.resolve("README.md")).hasContent("# Lost: 3 %\n");
    assertThat(target.resolve("adapter_config.json"))
        .hasContent(
            """
            {
              "alpha_pattern": {},
              "base_model_name_or_path": "org/base",
              "bias": "none",
              "fan_in_fan_out": false,
              "inference_mode": true,
              "lora_alpha": 1,
              "lora_dropout": 0.0,
              "modules_to_save": null,
              "peft_type": "LORA",
              "r": 1,
              "rank_pattern": {},
              "revision": null,
              "target_modules": [
                "q_proj"
              ],
              "task_type": "CAUSAL_LM",
              "use_dora": false,
              "use_rslora": false
            }
            """);
  }

  private static double norm(Tensor tensor) {
    double sum = 0;
    for (long i = 0; i < tensor.size(); i++) {
      sum += tensor.get(i) * tensor.get(i);
    }
    return sum;
  }

  @Test
  void higherRanksKeepTheScalingOfOne() {
    Path target = temp.resolve("out");
    String name = "model.layers.0.mlp.up_proj.weight";
    Random random = new Random(3);
    double[][] u = {random.doubles(10).toArray(), random.doubles(10).toArray()};
    double[][] v = {random.doubles(6).toArray(), random.doubles(6).toArray()};
    Update update =
        Update.products(
            name,
            new double[][] {times(3, u[0]), times(-2, u[1])},
            new float[][] {Vectors.rounded(v[0]), Vectors.rounded(v[1])});
    try (HfCheckpoint base = HfCheckpoint.open(Fixtures.model(temp.resolve("base"), 1))) {
      new AdapterWriter(base, Disk.system(), Optional.of(Dtype.F64))
          .write(target, "b", List.of(update), "text");
    }
    try (LoraAdapter adapter = LoraAdapter.open(target)) {
      LoraModule module = adapter.modules().getFirst();
      assertThat(module.rank()).isEqualTo(2);
      double entry = 0;
      for (int k = 0; k < 2; k++) {
        entry += module.scaling() * module.b().get(7 * 2 + k) * module.a().get(k * 6 + 4);
      }
      assertThat(entry)
          .isCloseTo(3 * u[0][7] * (float) v[0][4] - 2 * u[1][7] * (float) v[1][4], within(1e-12));
    }
  }

  @Test
  void longerPathsAreNamedWhereAShortNameAlsoMatchesAnotherTensor() {
    List<Tensor> tensors = new ArrayList<>(Fixtures.tensors(new Random(1), Dtype.BF16, 1));
    tensors.add(tensor("visual.q_proj.weight", 2, 2, 2));
    Path model = Fixtures.model(temp.resolve("base"), Fixtures.config(false), tensors);
    String name = "model.layers.0.self_attn.q_proj.weight";
    try (HfCheckpoint base = HfCheckpoint.open(model)) {
      AdapterWriter writer = new AdapterWriter(base);
      Update update = rank1(name, 1, new double[6], new double[6]);
      writer.write(temp.resolve("out"), "b", List.of(update), "text");
      Update cube = rank1("visual.q_proj.weight", 1, new double[2], new double[2]);
      assertThatThrownBy(() -> writer.write(temp.resolve("o"), "b", List.of(cube), "text"))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("'visual.q_proj.weight' (BF16 [2, 2, 2]) cannot be updated");
      assertThatThrownBy(() -> writer.write(temp.resolve("o"), "b", List.of(), "text"))
          .isInstanceOf(UsageException.class);
    }
    assertThat(Json.read(temp.resolve("out/adapter_config.json")).path("target_modules").toString())
        .isEqualTo("[\"self_attn.q_proj\"]");
  }

  @Test
  void theFilesHoldFactorsInTheTypeOfTheBase() {
    String name = "model.layers.0.self_attn.q_proj.weight";
    Update update = rank1(name, 1, new double[6], new double[6]);
    try (HfCheckpoint base = HfCheckpoint.open(Fixtures.model(temp.resolve("base"), 1))) {
      new AdapterWriter(base).write(temp.resolve("out"), "b", List.of(update), "text");
    }
    try (SafetensorsFile file =
        SafetensorsFile.open(temp.resolve("out/adapter_model.safetensors"))) {
      assertThat(file.metadata()).isEqualTo(SafetensorsWriter.METADATA);
      assertThat(file.tensors().keySet())
          .containsExactly(
              "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight",
              "base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight",
              "base_model.model.model.layers.1.self_attn.q_proj.lora_A.weight",
              "base_model.model.model.layers.1.self_attn.q_proj.lora_B.weight");
      assertThat(file.tensors().values()).extracting(Tensor::dtype).containsOnly(Dtype.BF16);
    }
  }
}
