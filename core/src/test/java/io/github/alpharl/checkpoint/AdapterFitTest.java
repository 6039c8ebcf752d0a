package io.github.alpharl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.adapter.AdapterWriter;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.safetensors.Dtype;
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
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What adapters of every kind make of a base, against matrices multiplied out by EJML. */
class AdapterFitTest {

  private static final String Q = "model.layers.1.self_attn.q_proj";
  private static final String UP = "model.layers.0.mlp.up_proj";
  private static final String EMBEDDING = "model.embed_tokens";

  @TempDir Path temp;

  private final List<Tensor> before = Fixtures.tensors(new Random(1), Dtype.F32, 2);

  private HfCheckpoint base(Tensor... more) {
    return base("qwen3", more);
  }

  private HfCheckpoint base(String type, Tensor... more) {
    List<Tensor> all = new ArrayList<>(before);
    all.addAll(Arrays.asList(more));
    return HfCheckpoint.open(
        Fixtures.model(
            temp.resolve("base"),
            Fixtures.config(false).replace("\"qwen3\"", '"' + type + '"'),
            all));
  }

  private static Tensor random(String name, long... shape) {
    return Fixtures.random(new Random(name.hashCode()), name, Dtype.F32, shape);
  }

  private static Tensor key(String name, long... shape) {
    return random("base_model.model." + name, shape);
  }

  private Path adapter(String place, String settings, Tensor... tensors) {
    Path directory = temp.resolve(place);
    Fixtures.write(
        directory.resolve("adapter_config.json"),
        "{\"peft_type\":\"LORA\",\"target_modules\":\"all-linear\"," + settings + "}");
    SafetensorsWriter.write(
        directory.resolve("adapter_model.safetensors"),
        Arrays.stream(tensors).map(TensorSource::copyOf).toList());
    return directory;
  }

  private static Dense matrix(Tensor tensor) {
    int columns = Math.toIntExact(tensor.shape().getLast());
    int rows = Math.toIntExact(tensor.size() / columns);
    Dense matrix = new Dense(rows, columns);
    for (int i = 0; i < tensor.size(); i++) {
      matrix.set(i / columns, i % columns, tensor.get(i));
    }
    return matrix;
  }

  private static Dense rows(UpdateRows update) {
    Dense matrix = new Dense(update.rows(), update.columns());
    double[] row = new double[update.columns()];
    for (int i = 0; i < update.rows(); i++) {
      update.read(i, row);
      for (int c = 0; c < row.length; c++) {
        matrix.set(i, c, row[c]);
      }
    }
    return matrix;
  }

  private static void same(Dense found, Dense expected, double tolerance) {
    assertThat(found.rows()).isEqualTo(expected.rows());
    assertThat(found.columns()).isEqualTo(expected.columns());
    assertThat(expected.norm()).isPositive();
    assertThat(found.minus(expected).norm()).isLessThan(tolerance * expected.norm());
  }

  /** ΔW of {@code name} by the tensor's change, and by the rows of the module where it is one. */
  private static Dense update(HfCheckpoint base, StepCheckpoint step, String name) {
    Dense change =
        switch (step.updateOf(base, name)) {
          case StepCheckpoint.Change.None _ -> matrix(base.tensor(name)).times(0);
          case StepCheckpoint.Change.Product p -> rows(new UpdateRows.Product(p.factors()));
          case StepCheckpoint.Change.Whole w -> matrix(w.after()).minus(matrix(base.tensor(name)));
        };
    for (ModuleId module : ModulePatterns.standard().modules(base)) {
      if (module.name().equals(name) && change.norm() > 0) {
        same(rows(UpdateRows.of(base, step, module)), change, 1e-6);
      }
    }
    return change;
  }

  private static Dense product(Tensor b, Tensor a, double scaling) {
    return matrix(b).times(matrix(a)).times(scaling);
  }

  private static StepCheckpoint open(Path directory) {
    return StepCheckpoint.open(directory);
  }

  @Test
  void theHeadMayHaveFactors() {
    Tensor a = key("lm_head.lora_A.weight", 2, 6);
    Tensor b = key("lm_head.lora_B.weight", 7, 2);
    Tensor copy = named("base_model.model.lm_head.base_layer.weight", before.getLast());
    try (HfCheckpoint base = base();
        StepCheckpoint step = open(adapter("step", "\"r\":2,\"lora_alpha\":6", a, b, copy))) {
      same(update(base, step, "lm_head.weight"), product(b, a, 3), 1e-12);
      assertThat(step.changed(base)).containsExactly("lm_head.weight");
      assertThat(step.alignedTo(base).notes())
          .singleElement()
          .asString()
          .contains("also changes 1 tensor that is no module: lm_head.weight");
    }
  }

  private static Tensor named(String name, Tensor tensor) {
    return new Tensor(name, tensor.dtype(), tensor.shape(), tensor.data());
  }

  @Test
  void aBaseLayerOfAnotherBaseIsRefused() {
    Tensor a = key("lm_head.lora_A.weight", 2, 6);
    Tensor b = key("lm_head.lora_B.weight", 7, 2);
    Tensor other = key("lm_head.base_layer.weight", 7, 6);
    try (HfCheckpoint base = base();
        StepCheckpoint step = open(adapter("step", "\"r\":2,\"lora_alpha\":6", a, b, other))) {
      assertThatThrownBy(() -> step.alignedTo(base))
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining("which the adapter was trained on");
    }
  }

  /** An embedding's factors are those of its transpose: A (r × words), B (dimensions × r). */
  @Test
  void theEmbeddingMayHaveFactors() {
    Tensor a = key(EMBEDDING + ".lora_embedding_A", 2, 7);
    Tensor b = key(EMBEDDING + ".lora_embedding_B", 6, 2);
    try (HfCheckpoint base = base();
        StepCheckpoint step = open(adapter("step", "\"r\":2,\"lora_alpha\":6", a, b))) {
      same(update(base, step, EMBEDDING + ".weight"), product(b, a, 3).transposed(), 1e-12);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lm_head.weight", "lm_head.modules_to_save.default.weight"})
  void savedModulesCountWhole(String name) {
    Tensor whole = key(name, 7, 6);
    Tensor bias = key("model.norm.weight", 6);
    try (HfCheckpoint base = base();
        StepCheckpoint step =
            open(
                adapter(
                    "step",
                    "\"r\":2,\"lora_alpha\":6,\"modules_to_save\":[\"lm_head\"]",
                    whole,
                    bias))) {
      Dense expected = matrix(whole).minus(matrix(before.getLast()));
      same(update(base, step, "lm_head.weight"), expected, 1e-12);
      assertThat(step.changed(base)).containsExactly("lm_head.weight", "model.norm.weight");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[4, 0]", "{\"embed_tokens\": [4, 0], \"lm_head\": [1]}"})
  void tokensMayBeTrainedAlone(String indices) {
    Tensor rows = key(EMBEDDING + ".token_adapter.trainable_tokens_delta", 2, 6);
    try (HfCheckpoint base = base();
        StepCheckpoint step =
            open(
                adapter(
                    "step",
                    "\"r\":2,\"lora_alpha\":6,\"trainable_token_indices\":" + indices,
                    rows))) {
      Dense old = matrix(before.getFirst());
      Dense expected = new Dense(7, 6);
      for (int c = 0; c < 6; c++) {
        expected.set(4, c, rows.get(c) - old.get(4, c));
        expected.set(0, c, rows.get(6 + c) - old.get(0, c));
      }
      same(update(base, step, EMBEDDING + ".weight"), expected, 1e-12);
    }
  }

  @Test
  void biasesMayBeTrainedWholeOrWithLora() {
    Tensor qBias = random(Q + ".bias", 6);
    Tensor upBias = random(UP + ".bias", 10);
    Tensor[] parts = {
      key(Q + ".lora_A.weight", 2, 6),
      key(Q + ".lora_B.weight", 6, 2),
      key(Q + ".base_layer.bias", 6),
      key(UP + ".lora_A.weight", 2, 6),
      key(UP + ".lora_B.weight", 10, 2),
      key(UP + ".lora_B.bias", 10)
    };
    try (HfCheckpoint base = base(qBias, upBias);
        StepCheckpoint step =
            open(adapter("step", "\"r\":2,\"lora_alpha\":6,\"lora_bias\":true", parts))) {
      same(update(base, step, Q + ".bias"), matrix(parts[2]).minus(matrix(qBias)), 1e-12);
      same(update(base, step, UP + ".bias"), matrix(parts[5]).times(3), 1e-12);
      same(update(base, step, UP + ".weight"), product(parts[4], parts[3], 3), 1e-12);
    }
    try (HfCheckpoint base = base(qBias);
        StepCheckpoint step = open(temp.resolve("step"))) {
      assertThat(step.alignedTo(base).notes())
          .anySatisfy(note -> assertThat(note).contains("has no counterpart in the base"));
    }
  }

  /** PEFT: W = m · (W₀ + s·B·A) / ‖W₀ + s·B·A‖, each out-feature by itself. */
  @ParameterizedTest
  @ValueSource(strings = {"lora_magnitude_vector", "lora_magnitude_vector.default.weight"})
  void doraRescalesEveryRow(String name) {
    Tensor a = key(UP + ".lora_A.weight", 2, 6);
    Tensor b = key(UP + ".lora_B.weight", 10, 2);
    Tensor magnitude = key(UP + "." + name, 10);
    try (HfCheckpoint base = base();
        StepCheckpoint step =
            open(adapter("step", "\"r\":2,\"lora_alpha\":6,\"use_dora\":true", a, b, magnitude))) {
      Dense old = matrix(base.tensor(UP + ".weight"));
      Dense moved = old.plus(product(b, a, 3));
      moved = moved.withRowNorms(magnitude::get);
      same(update(base, step, UP + ".weight"), moved.minus(old), 1e-12);
      assertThat(step.alignedTo(base).notes())
          .anySatisfy(note -> assertThat(note).contains("1 update of a matrix is DoRA's"));
    }
  }

  @Test
  void doraWithoutMagnitudesIsRefused() {
    Path directory =
        adapter(
            "step",
            "\"r\":2,\"lora_alpha\":6,\"use_dora\":true",
            key(UP + ".lora_A.weight", 2, 6),
            key(UP + ".lora_B.weight", 10, 2));
    assertThatThrownBy(() -> open(directory))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("use_dora is true, but the file holds no lora_magnitude_vector");
  }

  /** GPT-2 stores in-features × out-features; its square c_proj tells by the model's type. */
  @ParameterizedTest
  @CsvSource({"4, 12, false", "4, 4, false", "4, 12, true", "4, 4, true"})
  void gpt2IsStoredTheOtherWayRound(int in, int out, boolean dora) {
    String name = "transformer.h.0.attn.c_attn";
    Tensor weight = random(name + ".weight", in, out);
    Tensor a = key(name + ".lora_A.weight", 2, in);
    Tensor b = key(name + ".lora_B.weight", out, 2);
    Tensor magnitude = key(name + ".lora_magnitude_vector", out);
    Tensor[] parts = dora ? new Tensor[] {a, b, magnitude} : new Tensor[] {a, b};
    try (HfCheckpoint base = base("gpt2", weight);
        StepCheckpoint step =
            open(
                adapter(
                    "step",
                    "\"r\":2,\"lora_alpha\":6,\"fan_in_fan_out\":true,\"use_dora\":" + dora,
                    parts))) {
      Dense expected = product(b, a, 3).transposed();
      if (dora) {
        Dense moved =
            matrix(weight).plus(expected).transposed().withRowNorms(magnitude::get).transposed();
        expected = moved.minus(matrix(weight));
      }
      same(update(base, step, name + ".weight"), expected, 1e-7);
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 12", "4, 4"})
  void gpt2IsWrittenTheWayItIsRead(int in, int out) {
    String name = "transformer.h.0.attn.c_attn.weight";
    Update update =
        Update.products(
            name, new double[][] {values(in, 1)}, new float[][] {Vectors.rounded(values(out, 2))});
    try (HfCheckpoint base = base("gpt2", random(name, in, out))) {
      new AdapterWriter(base).write(temp.resolve("out"), "gpt2", List.of(update), "A test.");
      Dense expected = new Dense(in, out);
      for (int i = 0; i < in; i++) {
        for (int j = 0; j < out; j++) {
          expected.set(i, j, update.left()[0][i] * update.right()[0][j]);
        }
      }
      try (LoraAdapter written = LoraAdapter.open(temp.resolve("out"))) {
        assertThat(written.config().fanInFanOut()).isTrue();
        assertThat(written.modules().getFirst().a().shape()).containsExactly(1L, (long) in);
        same(update(base, written, name), expected, 1e-6);
      }
    }
  }

  /** Fused projections are one matrix in PEFT, too, out-features first. */
  @ParameterizedTest
  @CsvSource({
    "gpt_neox, gpt_neox.layers.0.attention.query_key_value",
    "gpt_neox, gpt_neox.layers.0.mlp.dense_4h_to_h",
    "falcon, transformer.h.0.self_attention.query_key_value",
    "falcon, transformer.h.0.mlp.dense_h_to_4h"
  })
  void neoxAndFalconAreReadAndWrittenAsPeftHoldsThem(String type, String module) {
    Tensor a = key(module + ".lora_A.weight", 2, 6);
    Tensor b = key(module + ".lora_B.weight", 10, 2);
    String name = module + ".weight";
    try (HfCheckpoint base = base(type, random(name, 10, 6));
        StepCheckpoint step = open(adapter("step", "\"r\":2,\"lora_alpha\":6", a, b))) {
      same(update(base, step, name), product(b, a, 3), 1e-7);
      double[] left = values(10, 1);
      float[] right = Vectors.rounded(values(6, 2));
      Update change = Update.products(name, new double[][] {left}, new float[][] {right});
      new AdapterWriter(base).write(temp.resolve("out"), "base", List.of(change), "A test.");
      Dense expected = new Dense(10, 6);
      for (int i = 0; i < 10; i++) {
        for (int j = 0; j < 6; j++) {
          expected.set(i, j, left[i] * right[j]);
        }
      }
      try (LoraAdapter written = LoraAdapter.open(temp.resolve("out"))) {
        assertThat(written.config().fanInFanOut()).isFalse();
        same(update(base, written, name), expected, 1e-6);
      }
    }
  }

  private static double[] values(int count, long seed) {
    return new Random(seed).doubles(count, -1, 1).toArray();
  }

  /** The base without its r leading triplets is where PiSSA starts. */
  @Test
  void pissaIsMeasuredFromTheWholeBase() {
    Tensor a = key(UP + ".lora_A.weight", 2, 6);
    Tensor b = key(UP + ".lora_B.weight", 10, 2);
    try (HfCheckpoint base = base();
        StepCheckpoint step =
            open(
                adapter(
                    "step", "\"r\":2,\"lora_alpha\":6,\"init_lora_weights\":\"pissa\"", a, b))) {
      Dense leading = matrix(base.tensor(UP + ".weight")).leading(2);
      same(update(base, step, UP + ".weight"), product(b, a, 3).minus(leading), 1e-9);
    }
  }

  /** DoRA gives its lengths to what PiSSA left of the base and the product together. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void doraIsComputedOverWhatPissaLeftOfTheBase(boolean saved) {
    Tensor a = key(UP + ".lora_A.weight", 2, 6);
    Tensor b = key(UP + ".lora_B.weight", 10, 2);
    Tensor magnitude = key(UP + ".lora_magnitude_vector", 10);
    Tensor startA = Fixtures.random(new Random(5), a.name(), Dtype.F32, 2, 6);
    Tensor startB = Fixtures.random(new Random(6), b.name(), Dtype.F32, 10, 2);
    String settings = "\"r\":2,\"lora_alpha\":6,\"use_dora\":true,\"init_lora_weights\":\"pissa\"";
    Path path = adapter("run/step", settings, a, b, magnitude);
    if (saved) {
      adapter("run/pissa_init", settings, startA, startB, magnitude);
    }
    try (HfCheckpoint base = base();
        StepCheckpoint step = open(path)) {
      Dense before = matrix(base.tensor(UP + ".weight"));
      Dense start = saved ? product(startB, startA, 3) : before.leading(2);
      Dense sum = before.minus(start).plus(product(b, a, 3));
      Dense expected = sum.withRowNorms(magnitude::get).minus(before);
      same(update(base, step, UP + ".weight"), expected, 1e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "run/pissa_init, pissa_niter_4",
    "run/step/pissa_init, pissa_niter_4",
    "run/olora_init, olora",
    "run/corda_init, corda",
    "run/lora_ga_init, lora_ga",
    "run/initial_adapter, olora"
  })
  void aSavedStartIsTakenOff(String place, String start) {
    Tensor a = key(UP + ".lora_A.weight", 2, 6);
    Tensor b = key(UP + ".lora_B.weight", 10, 2);
    Tensor startA = Fixtures.random(new Random(5), a.name(), Dtype.F32, 2, 6);
    Tensor startB = Fixtures.random(new Random(6), b.name(), Dtype.F32, 10, 2);
    String settings = "\"r\":2,\"lora_alpha\":6,\"init_lora_weights\":\"" + start + "\"";
    Path path = adapter("run/step", settings, a, b);
    adapter(place, settings, startA, startB);
    try (HfCheckpoint base = base();
        StepCheckpoint step = open(path)) {
      Dense expected = product(b, a, 3).minus(product(startB, startA, 3));
      same(update(base, step, UP + ".weight"), expected, 1e-12);
      assertThat(((LoraAdapter) step.alignedTo(base)).modules())
          .singleElement()
          .satisfies(module -> assertThat(module.rank()).isEqualTo(4));
    }
  }

  /** PEFT's target_parameters: einsum("o r e, e r i -> e i o"), or "-> e o i". */
  @ParameterizedTest
  @CsvSource({"gpt_oss, 4, 6", "mixtral, 4, 6", "gpt_oss, 5, 5", "mixtral, 5, 5"})
  void stacksOfExpertsHaveOnePairOfFactors(String type, int rows, int columns) {
    String name = "model.layers.0.mlp.experts.down_proj";
    Tensor stack = random(name, 3, rows, columns);
    boolean inFirst = type.equals("gpt_oss");
    int in = inFirst ? rows : columns;
    int out = inFirst ? columns : rows;
    Tensor a = key("model.layers.0.mlp.experts.lora_A.weight", 6, in);
    Tensor b = key("model.layers.0.mlp.experts.lora_B.weight", out, 6);
    try (HfCheckpoint base = base(type, stack);
        StepCheckpoint step =
            open(
                adapter(
                    "step",
                    "\"r\":2,\"lora_alpha\":6,\"target_parameters\":[\"mlp.experts.down_proj\"]",
                    a,
                    b))) {
      Dense whole = update(base, step, name);
      for (ModuleId module : ModulePatterns.standard().modules(base)) {
        if (module.tensorName().equals(name)) {
          Dense expected = expert(a, b, module.expert(), 3, 2).times(3);
          expected = inFirst ? expected.transposed() : expected;
          same(rows(UpdateRows.of(base, step, module)), expected, 1e-12);
          int first = module.expert() * rows;
          same(whole.part(first, first + rows, 0, columns), expected, 1e-5);
        }
      }
      assertThat(step.changed(base)).containsExactly(name);
    }
  }

  /** Σ_r B[:, r·E + e] · A[e·R + r, :]. */
  private static Dense expert(Tensor a, Tensor b, int e, int experts, int rank) {
    Dense sum = new Dense((int) (long) b.shape().getFirst(), (int) (long) a.shape().getLast());
    for (int r = 0; r < rank; r++) {
      Dense column = matrix(b).column(r * experts + e);
      Dense row = matrix(a).row(e * rank + r);
      sum = sum.plus(column.times(row));
    }
    return sum;
  }

  /** transformers 5 fuses in memory what the base's file holds one by one. */
  @Test
  void factorsOfAStackFitExpertsOneByOne() {
    String parent = "model.layers.0.mlp.experts.";
    List<Tensor> singles = new ArrayList<>();
    for (int e = 0; e < 3; e++) {
      singles.add(random(parent + e + ".gate_proj.weight", 4, 6));
      singles.add(random(parent + e + ".up_proj.weight", 4, 6));
    }
    Tensor a = key("model.layers.0.mlp.experts.lora_A.weight", 6, 6);
    Tensor b = key("model.layers.0.mlp.experts.lora_B.weight", 8, 6);
    try (HfCheckpoint base = base("qwen3_moe", singles.toArray(Tensor[]::new));
        StepCheckpoint step =
            open(
                adapter(
                    "step",
                    "\"r\":2,\"lora_alpha\":6,\"target_parameters\":[\"mlp.experts.gate_up_proj\"]",
                    a,
                    b))) {
      for (int e = 0; e < 3; e++) {
        Dense expected = expert(a, b, e, 3, 2).times(3);
        same(
            update(base, step, parent + e + ".gate_proj.weight"), expected.part(0, 4, 0, 6), 1e-12);
        same(update(base, step, parent + e + ".up_proj.weight"), expected.part(4, 8, 0, 6), 1e-12);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "model., model.language_model.",
    "model., language_model.model.",
    "model.layers.0.mlp., model.layers.0._checkpoint_wrapped_module.mlp.",
    "model., base_model.model.model.",
    "model., _orig_mod.model."
  })
  void wrappedNamesAreMapped(String part, String other) {
    Tensor a = key(UP.replace(part, other) + ".lora_A.weight", 2, 6);
    Tensor b = key(UP.replace(part, other) + ".lora_B.weight", 10, 2);
    try (HfCheckpoint base = base();
        StepCheckpoint step = open(adapter("step", "\"r\":2,\"lora_alpha\":6", a, b))) {
      same(update(base, step, UP + ".weight"), product(b, a, 3), 1e-12);
      assertThat(step.alignedTo(base).notes())
          .singleElement()
          .asString()
          .containsAnyOf("1 name is mapped to the base's", "2 names are read without");
    }
  }

  /** An adapter's names before and after transformers 5, and a text adapter on such a base. */
  @ParameterizedTest
  @CsvSource({
    "language_model.model., base_model.model.model.language_model.",
    "model.language_model., base_model.model.language_model.model.",
    "model.language_model., base_model.model.model.",
    "model., _orig_mod.base_model.model.model."
  })
  void adaptersFitTheNamesOfVisionModels(String ofBase, String ofAdapter) {
    String up = UP.replaceFirst("model\\.", "");
    Tensor a = random(ofAdapter + up + ".lora_A.weight", 2, 6);
    Tensor b = random(ofAdapter + up + ".lora_B.weight", 10, 2);
    List<Tensor> renamed =
        before.stream().map(t -> named(t.name().replaceFirst("^model\\.", ofBase), t)).toList();
    Path model = Fixtures.model(temp.resolve("vision"), Fixtures.config(false), renamed);
    try (HfCheckpoint base = HfCheckpoint.open(model);
        StepCheckpoint step = open(adapter("step", "\"r\":2,\"lora_alpha\":6", a, b))) {
      same(update(base, step, ofBase + up + ".weight"), product(b, a, 3), 1e-12);
    }
  }

  private Tensor[] plain() {
    return new Tensor[] {key(UP + ".lora_A.weight", 2, 6), key(UP + ".lora_B.weight", 10, 2)};
  }

  /** Trainers leave the base's weights beside the adapter. */
  @ParameterizedTest
  @CsvSource({
    "actor/huggingface, actor/lora_adapter",
    "actor/huggingface, actor/huggingface/lora_adapter",
    "., actor/lora_adapter",
    "weights, weights/lora_adapters"
  })
  void anAdapterBesideWholeWeightsCounts(String weights, String place) {
    Path step = temp.resolve("step");
    Fixtures.model(step.resolve(weights).normalize(), Fixtures.config(false), before);
    adapter("step/" + place, "\"r\":2,\"lora_alpha\":6", plain());
    Path opened = step.resolve(weights).normalize();
    assertThat(StepCheckpoint.adapterDirectory(opened)).contains(step.resolve(place));
    try (StepCheckpoint checkpoint = open(opened)) {
      assertThat(checkpoint).isInstanceOf(LoraAdapter.class);
    }
  }

  @Test
  void oneOfSeveralAdaptersIsChosenByItsName() {
    adapter("step/policy", "\"r\":2,\"lora_alpha\":6", plain());
    Path step = temp.resolve("step");
    try (StepCheckpoint only = open(step)) {
      assertThat(only.directory()).isEqualTo(step.resolve("policy"));
    }
    adapter("step/reference", "\"r\":2,\"lora_alpha\":2", plain());
    assertThatThrownBy(() -> open(step))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("holds several adapters (policy, reference); choose one");
    try (StepCheckpoint chosen =
        StepCheckpoint.open(step, OptionalDouble.empty(), Optional.of("reference"))) {
      assertThat(((LoraAdapter) chosen).modules().getFirst().scaling()).isEqualTo(1);
    }
    assertThatThrownBy(
            () -> StepCheckpoint.open(step, OptionalDouble.empty(), Optional.of("other")))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("holds no adapter 'other'; there are policy, reference");
  }

  @Test
  void oneFileMayHoldSeveralAdapters() {
    Tensor[] both = {
      key(UP + ".lora_A.policy.weight", 2, 6),
      key(UP + ".lora_B.policy.weight", 10, 2),
      key(UP + ".lora_A.reference.weight", 2, 6),
      key(UP + ".lora_B.reference.weight", 10, 2)
    };
    Path step = adapter("step", "\"r\":2,\"lora_alpha\":6", both);
    assertThatThrownBy(() -> open(step))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("holds several adapters (policy, reference)");
    assertThatThrownBy(() -> LoraAdapter.open(step, OptionalDouble.empty(), Optional.of("other")))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("holds several adapters (policy, reference) and no 'other'");
    try (LoraAdapter chosen =
        LoraAdapter.open(step, OptionalDouble.empty(), Optional.of("reference"))) {
      assertThat(chosen.modules().getFirst().a().get(3)).isEqualTo(both[2].get(3));
    }
  }

  /** What is trained whole belongs to one of the adapters, too. */
  @Test
  void whatOtherAdaptersOfOneFileSavedIsLeftOut() {
    Tensor policy = key("lm_head.modules_to_save.policy.weight", 7, 6);
    Tensor reference = key("lm_head.modules_to_save.reference.weight", 7, 6);
    Path step = adapter("step", "\"r\":2,\"lora_alpha\":6", policy, reference);
    assertThatThrownBy(() -> open(step))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("holds several adapters (policy, reference); choose one");
    for (String name : List.of("policy", "reference")) {
      Tensor trained = name.equals("policy") ? policy : reference;
      try (HfCheckpoint base = base();
          LoraAdapter chosen = LoraAdapter.open(step, OptionalDouble.empty(), Optional.of(name))) {
        Dense expected = matrix(trained).minus(matrix(base.tensor("lm_head.weight")));
        same(update(base, chosen, "lm_head.weight"), expected, 1e-7);
      }
    }
  }

  private HfCheckpoint tied() {
    List<Tensor> all = new ArrayList<>(before);
    all.removeIf(tensor -> tensor.name().startsWith("lm_head"));
    return HfCheckpoint.open(Fixtures.model(temp.resolve("tied"), Fixtures.config(true), all));
  }

  private static Tensor turned(String name, Tensor matrix) {
    Tensor turned = Adapted.turned(matrix);
    return new Tensor(name, turned.dtype(), turned.shape(), turned.data());
  }

  /** PEFT's ensure_weight_tying also writes the head, which has the embedding's factors. */
  @Test
  void factorsOfATiedHeadAreThoseOfTheEmbedding() {
    Tensor a = key(EMBEDDING + ".lora_embedding_A", 2, 7);
    Tensor b = key(EMBEDDING + ".lora_embedding_B", 6, 2);
    Tensor headA = turned("base_model.model.lm_head.lora_A.weight", b);
    Tensor headB = turned("base_model.model.lm_head.lora_B.weight", a);
    Path step = adapter("step", "\"r\":2,\"lora_alpha\":6", a, b, headA, headB);
    Tensor other = key("lm_head.lora_A.weight", 2, 6);
    Path untied = adapter("untied", "\"r\":2,\"lora_alpha\":6", a, b, other, headB);
    try (HfCheckpoint base = tied();
        StepCheckpoint adapter = open(step);
        StepCheckpoint torn = open(untied)) {
      Dense expected = product(b, a, 3).transposed();
      same(update(base, adapter, EMBEDDING + ".weight"), expected, 1e-6);
      assertThatThrownBy(() -> torn.alignedTo(base))
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining("has no tensor 'lm_head.weight'");
    }
  }

  @Test
  void aTiedHeadThatWasSavedIsTheEmbedding() {
    Tensor trained = key(EMBEDDING + ".weight", 7, 6);
    Tensor head =
        new Tensor("base_model.model.lm_head.weight", Dtype.F32, trained.shape(), trained.data());
    Tensor a = key(UP + ".lora_A.weight", 2, 6);
    Tensor b = key(UP + ".lora_B.weight", 10, 2);
    Path step = adapter("step", "\"r\":2,\"lora_alpha\":6", a, b, trained, head);
    try (HfCheckpoint base = tied();
        StepCheckpoint adapter = open(step)) {
      Dense expected = matrix(trained).minus(matrix(base.tensor(EMBEDDING + ".weight")));
      same(update(base, adapter, EMBEDDING + ".weight"), expected, 1e-7);
      assertThat(adapter.alignedTo(base).changed(base))
          .containsExactly(EMBEDDING + ".weight", UP + ".weight");
    }
  }

  @Test
  void biasesThatTheBaseHasNotAreSaidOnceWithTheirNorm() {
    Tensor[] tensors = {
      key(UP + ".lora_A.weight", 2, 6),
      key(UP + ".lora_B.weight", 10, 2),
      key(UP + ".lora_B.bias", 10),
      key(Q + ".lora_A.weight", 2, 6),
      key(Q + ".lora_B.weight", 6, 2),
      key(Q + ".lora_B.bias", 6)
    };
    double square = 0;
    for (Tensor bias : List.of(tensors[2], tensors[5])) {
      for (int i = 0; i < bias.size(); i++) {
        square += 9 * bias.get(i) * bias.get(i);
      }
    }
    String norm = String.format(java.util.Locale.ROOT, "‖Δ‖ = %.4g: ", Math.sqrt(square));
    try (HfCheckpoint base = base();
        StepCheckpoint step = open(adapter("step", "\"r\":2,\"lora_alpha\":6", tensors))) {
      assertThat(step.alignedTo(base).notes())
          .singleElement()
          .asString()
          .contains("2 trained biases have no counterpart in the base and are left out, " + norm);
    }
  }

  /** The magnitudes of an embedding are those of its features: the columns of its matrix. */
  @Test
  void doraRescalesTheFeaturesOfAnEmbedding() {
    Tensor a = key(EMBEDDING + ".lora_embedding_A", 2, 7);
    Tensor b = key(EMBEDDING + ".lora_embedding_B", 6, 2);
    Tensor magnitude = key(EMBEDDING + ".lora_magnitude_vector", 6);
    String settings = "\"r\":2,\"lora_alpha\":6,\"use_dora\":true";
    try (HfCheckpoint base = base();
        StepCheckpoint step = open(adapter("step", settings, a, b, magnitude))) {
      Dense matrix = matrix(base.tensor(EMBEDDING + ".weight")).transposed();
      Dense trained = matrix.plus(product(b, a, 3)).withRowNorms(magnitude::get);
      Dense expected = trained.minus(matrix).transposed();
      same(update(base, step, EMBEDDING + ".weight"), expected, 1e-6);
    }
  }

  /** verl's merger writes 0, the rank or twice the rank; its training's file tells. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "2", "4"})
  void verlsOwnAlphaCounts(String written) {
    Path step = adapter("step/actor/lora_adapter", "\"r\":2,\"lora_alpha\":" + written, plain());
    Fixtures.write(
        temp.resolve("step/actor/lora_train_meta.json"), "{\"r\": 2, \"lora_alpha\": 32}");
    try (LoraAdapter adapter = LoraAdapter.open(step)) {
      assertThat(adapter.modules().getFirst().scaling()).isEqualTo(16);
      assertThat(adapter.notes())
          .singleElement()
          .asString()
          .contains("lora_alpha is " + written + ", but 32 in lora_train_meta.json");
    }
    try (LoraAdapter adapter = LoraAdapter.open(step, OptionalDouble.of(8))) {
      assertThat(adapter.modules().getFirst().scaling()).isEqualTo(4, within(0.0));
      assertThat(adapter.notes()).isEmpty();
    }
  }
}
