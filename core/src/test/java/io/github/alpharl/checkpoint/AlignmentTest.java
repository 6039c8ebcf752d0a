package io.github.alpharl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.ShardIndex;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorSource;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of the right base under other names, with more, or with less. */
class AlignmentTest {

  @TempDir Path temp;

  private final List<Tensor> before = Fixtures.tensors(new Random(1), Dtype.F32, 2);
  private final List<Tensor> after = Fixtures.tensors(new Random(2), Dtype.F32, 2);

  private HfCheckpoint base(List<Tensor> tensors) {
    return HfCheckpoint.open(Fixtures.model(temp.resolve("base"), Fixtures.config(false), tensors));
  }

  private Path step(List<Tensor> tensors) {
    return Fixtures.model(temp.resolve("step"), Fixtures.config(false), tensors);
  }

  private static List<Tensor> renamed(List<Tensor> tensors, UnaryOperator<String> rename) {
    return tensors.stream().map(tensor -> named(tensor, rename.apply(tensor.name()))).toList();
  }

  private static Tensor named(Tensor tensor, String name) {
    return new Tensor(name, tensor.dtype(), tensor.shape(), tensor.data());
  }

  private static Tensor random(String name, long... shape) {
    return Fixtures.random(new Random(name.hashCode()), name, Dtype.F32, shape);
  }

  private static List<Tensor> plus(List<Tensor> tensors, Tensor... more) {
    List<Tensor> all = new ArrayList<>(tensors);
    all.addAll(Arrays.asList(more));
    return all;
  }

  private static List<Tensor> without(List<Tensor> tensors, String part) {
    return tensors.stream().filter(tensor -> !tensor.name().contains(part)).toList();
  }

  /** {@code view} has the base's names, and the content of {@code expected} of the same place. */
  private static void same(StepCheckpoint view, List<Tensor> names, List<Tensor> expected) {
    HfCheckpoint model = (HfCheckpoint) view;
    assertThat(model.tensors()).hasSize(names.size());
    for (int i = 0; i < names.size(); i++) {
      Tensor found = model.tensor(names.get(i).name());
      assertThat(found.name()).isEqualTo(names.get(i).name());
      assertThat(found.shape()).isEqualTo(expected.get(i).shape());
      assertThat(found.data().mismatch(expected.get(i).data())).as(found.name()).isEqualTo(-1);
    }
  }

  @Test
  void aPlainStepIsTakenAsItIs() {
    try (HfCheckpoint base = base(before);
        HfCheckpoint step = HfCheckpoint.open(step(after))) {
      assertThat(step.alignedTo(base)).isSameAs(step);
    }
  }

  /** What wraps: torch.compile, DDP, FSDP, activation checkpointing, TRL, PEFT, one more model. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "_orig_mod.",
        "module.",
        "_fsdp_wrapped_module.",
        "pretrained_model.",
        "base_model.model.",
        "base_model.model.base_model.model.",
        "module._orig_mod.",
        "_forward_module.",
        "actor.",
        "policy.model.",
        "model.",
        "language_model."
      })
  void wrappersAreRemoved(String wrapper) {
    try (HfCheckpoint base = base(before);
        HfCheckpoint step = HfCheckpoint.open(step(renamed(after, name -> wrapper + name)))) {
      StepCheckpoint view = step.alignedTo(base);
      same(view, before, after);
      assertThat(view.alignedTo(base)).isSameAs(view);
      assertThat(view.notes())
          .singleElement()
          .asString()
          .contains(
              before.size() + " names are mapped to the base's, such as '" + wrapper,
              temp.resolve("step").toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'.self_attn.', '._checkpoint_wrapped_module.self_attn.'",
    "'.mlp.', '._fsdp_wrapped_module.mlp._orig_mod.'",
    "'_proj.weight', '_proj.base_layer.weight'",
    "'model.', ''",
    "'model.', 'model.language_model.'",
    "'model.', 'language_model.model.'",
    "'lm_head', 'language_model.lm_head'"
  })
  void namesWithinAreMapped(String part, String other) {
    List<Tensor> changed = renamed(after, name -> name.replace(part, other));
    try (HfCheckpoint base = base(before);
        HfCheckpoint step = HfCheckpoint.open(step(changed))) {
      same(step.alignedTo(base), before, after);
    }
    try (HfCheckpoint base = base(renamed(before, name -> name.replace(part, other)));
        HfCheckpoint step = HfCheckpoint.open(step(after))) {
      same(step.alignedTo(base), renamed(before, name -> name.replace(part, other)), after);
    }
  }

  /** Gemma 3 and LLaVA: transformers 4 wrote the first names, transformers 5 the second. */
  @Test
  void namesOfVisionModelsBeforeAndAfterTransformers5AreOne() {
    List<Tensor> seenBefore = plus(before, random("vision_tower.layers.0.fc1.weight", 4, 4));
    List<Tensor> seenAfter = plus(after, random("vision_tower.layers.0.fc1.weight", 4, 4));
    UnaryOperator<String> old =
        name ->
            name.startsWith("vision")
                ? name
                : name.replaceFirst("^model\\.", "language_model.model.")
                    .replaceFirst("^lm_head", "language_model.lm_head");
    UnaryOperator<String> today =
        name ->
            name.startsWith("vision")
                ? "model." + name
                : name.replaceFirst("^model\\.", "model.language_model.");
    try (HfCheckpoint base = base(renamed(seenBefore, old));
        HfCheckpoint step = HfCheckpoint.open(step(renamed(seenAfter, today)))) {
      StepCheckpoint view = step.alignedTo(base);
      same(view, renamed(seenBefore, old), seenAfter);
      assertThat(view.notes())
          .singleElement()
          .asString()
          .contains(seenAfter.size() + " names are mapped to the base's");
    }
  }

  @Test
  void whatClassesNeverLoadStaysUnchanged() {
    Tensor[] more = {
      random("mtp.fc.weight", 6, 12),
      random("model.layers.2.mlp.up_proj.weight", 10, 6), // config.json has two layers
      random("model.layers.0.self_attn.rotary_emb.inv_freq", 3),
      random("model.visual.blocks.0.attn.qkv.weight", 4, 4)
    };
    try (HfCheckpoint base = base(plus(before, more));
        HfCheckpoint step = HfCheckpoint.open(step(after))) {
      StepCheckpoint view = step.alignedTo(base);
      same(view, plus(before, more), plus(after, more));
      assertThat(view.notes())
          .singleElement()
          .asString()
          .contains("4 tensors of the base that it does not hold count as unchanged", "mtp.fc");
    }
  }

  @Test
  void aPartOfTheVisionTowerMustNotBeMissing() {
    Tensor one = random("visual.blocks.0.attn.qkv.weight", 4, 4);
    Tensor two = random("visual.blocks.1.attn.qkv.weight", 4, 4);
    try (HfCheckpoint base = base(plus(before, one, two));
        HfCheckpoint step = HfCheckpoint.open(step(plus(after, one)))) {
      refused(step, base, "1 tensor is missing: visual.blocks.1");
    }
  }

  private static void refused(HfCheckpoint step, HfCheckpoint base, String... parts) {
    assertThatThrownBy(() -> step.alignedTo(base))
        .isInstanceOf(BadDataException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void valueHeadsAreLeftOut() {
    List<Tensor> wrapped = renamed(after, name -> "pretrained_model." + name);
    try (HfCheckpoint base = base(before);
        HfCheckpoint step =
            HfCheckpoint.open(
                step(plus(wrapped, random("v_head.summary.weight", 1, 6), random("mtp.x", 3))))) {
      StepCheckpoint view = step.alignedTo(base);
      same(view, before, after);
      assertThat(view.notes())
          .singleElement()
          .asString()
          .contains("2 tensors that the base does not hold are left out: mtp.x, v_head");
    }
  }

  @Test
  void anythingElseMissingOrMoreIsRefused() {
    try (HfCheckpoint base = base(before);
        HfCheckpoint step =
            HfCheckpoint.open(
                step(plus(without(after, "1.mlp.up_proj"), random("model.new.weight", 2, 2))))) {
      refused(
          step,
          base,
          "1 tensor is missing: model.layers.1.mlp.up_proj.weight",
          "1 tensor is unexpected: model.new.weight",
          "give the base that this run started from");
    }
  }

  @Test
  void placeholdersOfZero3AreNamed() {
    List<Tensor> empty =
        after.stream()
            .map(t -> t.isMatrix() ? Fixtures.random(new Random(), t.name(), Dtype.F32, 0) : t)
            .toList();
    try (HfCheckpoint base = base(before);
        HfCheckpoint step = HfCheckpoint.open(step(empty))) {
      refused(step, base, "tensors differ", "placeholder of DeepSpeed ZeRO-3");
    }
  }

  @Test
  void aBareModelKeepsTheHeadOfItsBase() {
    Path bare = step(renamed(without(after, "lm_head"), name -> name.replace("model.", "")));
    Fixtures.write(
        bare.resolve("config.json"),
        Fixtures.config(false).replace("Qwen3ForCausalLM", "Qwen3Model"));
    try (HfCheckpoint base = base(before);
        HfCheckpoint step = HfCheckpoint.open(bare)) {
      List<Tensor> expected = plus(without(after, "lm_head"), before.getLast());
      same(step.alignedTo(base), before, expected);
    }
  }

  /** A tied head that was written out on one side only. */
  @Test
  void aCopyOfATiedHeadIsLeftOut() {
    List<Tensor> tiedBefore = without(before, "lm_head");
    List<Tensor> tiedAfter = without(after, "lm_head");
    Path basePath = Fixtures.model(temp.resolve("tied"), Fixtures.config(true), tiedBefore);
    Tensor copy = named(after.getFirst(), "lm_head.weight");
    try (HfCheckpoint base = HfCheckpoint.open(basePath);
        HfCheckpoint step = HfCheckpoint.open(step(plus(tiedAfter, copy)))) {
      StepCheckpoint view = step.alignedTo(base);
      same(view, tiedBefore, tiedAfter);
      assertThat(view.notes()).singleElement().asString().contains("copy of the tied embedding");
    }
    Tensor baseCopy = named(before.getFirst(), "lm_head.weight");
    try (HfCheckpoint base = base(plus(tiedBefore, baseCopy));
        HfCheckpoint step =
            HfCheckpoint.open(
                Fixtures.model(temp.resolve("step2"), Fixtures.config(true), tiedAfter))) {
      same(step.alignedTo(base), plus(tiedBefore, baseCopy), plus(tiedAfter, copy));
    }
  }

  @Test
  void aHeadOfItsOwnOverATiedBaseIsRefused() {
    Path basePath =
        Fixtures.model(temp.resolve("tied"), Fixtures.config(true), without(before, "lm_head"));
    try (HfCheckpoint base = HfCheckpoint.open(basePath);
        HfCheckpoint step = HfCheckpoint.open(step(after))) {
      refused(step, base, "has untied embeddings but its base", "has tied ones");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 9})
  void aPaddedVocabularyIsComparedOnTheCommonRows(long rows) {
    List<Tensor> other =
        after.stream()
            .map(t -> t.shape().getFirst() == 7 && t.isMatrix() ? random(t.name(), rows, 6) : t)
            .toList();
    Path padded = step(other);
    Fixtures.write(
        padded.resolve("config.json"),
        Fixtures.config(false).replace("\"vocab_size\": 7", "\"vocab_size\": " + rows));
    try (HfCheckpoint base = base(before);
        HfCheckpoint step = HfCheckpoint.open(padded)) {
      HfCheckpoint view = step.alignedTo(base);
      for (String name : List.of("model.embed_tokens.weight", "lm_head.weight")) {
        Tensor found = view.tensor(name);
        assertThat(found.shape()).containsExactly(7L, 6L);
        for (int i = 0; i < 42; i++) {
          Tensor source = i < 6 * rows ? step.tensor(name) : base.tensor(name);
          assertThat(found.get(i)).isEqualTo(source.get(i));
        }
      }
      assertThat(view.notes().getFirst())
          .contains("has " + rows + " rows instead of 7: the first " + Math.min(7, rows));
      Checkpoints.requireSameArchitecture(base, view);
    }
  }

  @Test
  void aNarrowerEmbeddingIsAnotherArchitecture() {
    List<Tensor> other = plus(without(after, "lm_head"), random("lm_head.weight", 7, 5));
    try (HfCheckpoint base = base(before);
        HfCheckpoint step = HfCheckpoint.open(step(other))) {
      refused(step, base, "lm_head.weight is F32 [7, 5] instead of F32 [7, 6]");
    }
  }

  private static final String MLP = "model.layers.0.mlp.experts.";

  private static List<Tensor> single(String parent, String gate, String up, String down) {
    List<Tensor> tensors = new ArrayList<>();
    for (int e = 0; e < 3; e++) {
      tensors.add(random(parent + e + "." + gate + ".weight", 4, 6));
      tensors.add(random(parent + e + "." + up + ".weight", 4, 6));
      tensors.add(random(parent + e + "." + down + ".weight", 6, 4));
    }
    return tensors;
  }

  /** gate and up of an expert one after the other, the experts one after the other. */
  private static List<Tensor> stacked(List<Tensor> single) {
    Tensor gateUp = random(MLP + "gate_up_proj", 3, 8, 6);
    Tensor down = random(MLP + "down_proj", 3, 6, 4);
    for (int e = 0; e < 3; e++) {
      for (int i = 0; i < 24; i++) {
        set(gateUp, 48 * e + i, single.get(3 * e).get(i));
        set(gateUp, 48 * e + 24 + i, single.get(3 * e + 1).get(i));
        set(down, 24 * e + i, single.get(3 * e + 2).get(i));
      }
    }
    return List.of(gateUp, down);
  }

  private static void set(Tensor tensor, int i, double value) {
    Elements.set(tensor.dtype(), tensor.data(), i, value);
  }

  @ParameterizedTest
  @CsvSource({
    "model.layers.0.mlp.experts., gate_proj, up_proj, down_proj",
    "model.layers.0.block_sparse_moe.experts., w1, w3, w2"
  })
  void expertsOneByOneFitAStack(String parent, String gate, String up, String down) {
    List<Tensor> single = single(parent, gate, up, down);
    List<Tensor> stacked = stacked(single);
    Tensor[] stack = stacked.toArray(Tensor[]::new);
    Tensor[] singles = single.toArray(Tensor[]::new);
    try (HfCheckpoint base = base(plus(before, singles));
        HfCheckpoint step = HfCheckpoint.open(step(plus(after, stack)))) {
      StepCheckpoint view = step.alignedTo(base);
      same(view, plus(before, singles), plus(after, singles));
      assertThat(view.notes().getFirst())
          .contains("9 tensors of experts", "one by one in the base");
    }
    try (HfCheckpoint base = base(plus(before, stack));
        HfCheckpoint step = HfCheckpoint.open(step(plus(after, singles)))) {
      StepCheckpoint view = step.alignedTo(base);
      same(view, plus(before, stack), plus(after, stack));
      assertThat(view.notes().getFirst()).contains("2 tensors of experts", "stacked in the base");
    }
  }

  @Test
  void tensorsThatTheIndexDoesNotNameAreUsedWhereTheBaseHasThem() {
    Path sharded = temp.resolve("sharded");
    Fixtures.write(sharded.resolve("config.json"), Fixtures.config(false));
    SafetensorsWriter.write(
        sharded.resolve("a.safetensors"), after.stream().map(TensorSource::copyOf).toList());
    StringBuilder map = new StringBuilder();
    without(after, "norm")
        .forEach(tensor -> map.append(",\"" + tensor.name() + "\":\"a.safetensors\""));
    Fixtures.write(
        sharded.resolve(ShardIndex.NAME),
        "{\"metadata\":{},\"weight_map\":{" + map.substring(1) + "}}");
    try (HfCheckpoint base = base(before);
        HfCheckpoint step = HfCheckpoint.open(sharded)) {
      StepCheckpoint view = step.alignedTo(base);
      same(view, before, after);
      assertThat(view.notes().getLast())
          .contains("3 tensors that the index does not name are used");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "F8_E4M3; model.layers.0.mlp.up_proj.weight; ; FP8 without scales",
        "F8_E4M3; model.layers.0.mlp.up_proj.weight; \"quant_method\": \"fp8\"; (fp8;",
        "I32; model.layers.0.mlp.up_proj.qweight; \"quant_method\": \"gptq\"; (gptq;",
        "I32; model.layers.0.mlp.up_proj.qweight; \"quant_method\": \"awq\"; (awq;",
        "U8; model.layers.0.mlp.up_proj.weight.absmax; \"quant_method\": \"bitsandbytes\","
            + " \"load_in_4bit\": true; (bitsandbytes 4-bit;",
        "U8; model.layers.0.mlp.experts.gate_up_proj_blocks; \"quant_method\": \"mxfp4\"; (mxfp4;",
        "I32; model.layers.0.mlp.up_proj.weight_packed;"
            + " \"quant_method\": \"compressed-tensors\"; (compressed-tensors;"
      })
  void quantisedWeightsAreRefused(Dtype type, String name, String settings, String method) {
    Tensor codes = Tensor.of(name, type, MemorySegment.ofArray(new byte[4 * type.bytes()]), 2, 2);
    Path quantised = step(plus(without(after, "0.mlp.up_proj"), codes));
    if (settings != null) {
      Fixtures.write(
          quantised.resolve("config.json"),
          Fixtures.config(false)
              .replaceFirst("\\{", "{\"quantization_config\": {" + settings + "},"));
    }
    assertThatThrownBy(() -> HfCheckpoint.open(quantised))
        .isInstanceOf(BadDataException.class)
        .hasMessageContainingAll(
            "its weights are quantised", method, name, "give the model in bfloat16");
  }

  /** A setting left over from a model that was converted back is no quantisation. */
  @Test
  void aStaleSettingIsNoQuantisation() {
    Path path = step(after);
    Fixtures.write(
        path.resolve("config.json"),
        Fixtures.config(false)
            .replaceFirst("\\{", "{\"quantization_config\": {\"quant_method\": \"fp8\"},"));
    try (HfCheckpoint model = HfCheckpoint.open(path)) {
      assertThat(model.tensors()).hasSize(after.size());
    }
  }
}
