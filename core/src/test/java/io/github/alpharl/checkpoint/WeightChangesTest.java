package io.github.alpharl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorContent;
import io.github.alpharl.safetensors.TensorSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a step changed, said and written. */
class WeightChangesTest {

  @TempDir Path temp;

  private static Tensor copy(Tensor tensor, Dtype type) {
    Tensor copy =
        new Tensor(
            tensor.name(),
            type,
            tensor.shape(),
            MemorySegment.ofArray(new byte[(int) type.bytesOf(tensor.shape())]));
    for (long i = 0; i < tensor.size(); i++) {
      Elements.set(type, copy.data(), i, tensor.get(i));
    }
    return copy;
  }

  private static List<Tensor> copies(List<Tensor> tensors, Dtype type) {
    List<Tensor> copies = new ArrayList<>();
    tensors.forEach(tensor -> copies.add(copy(tensor, type)));
    return copies;
  }

  private static void add(List<Tensor> tensors, String name, int index, double more) {
    Tensor tensor =
        tensors.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    Elements.set(tensor.dtype(), tensor.data(), index, tensor.get(index) + more);
  }

  private HfCheckpoint open(String name, List<Tensor> tensors) {
    return HfCheckpoint.open(
        Fixtures.model(temp.resolve(name), Fixtures.config(false), tensors));
  }

  @Test
  void modulesAndOthersAreToldApart() {
    List<Tensor> before = Fixtures.tensors(new Random(1), Dtype.F32, 2);
    List<Tensor> after = copies(before, Dtype.F32);
    add(after, "model.layers.0.mlp.up_proj.weight", 3, 4);
    add(after, "model.layers.1.self_attn.q_proj.weight", 5, 3);
    add(after, "model.embed_tokens.weight", 0, 0.5);
    add(after, "model.norm.weight", 2, 2);
    try (HfCheckpoint base = open("base", before);
        HfCheckpoint step = open("step", after)) {
      WeightChanges changes = WeightChanges.of(base, step, ModulePatterns.standard());
      assertThat(changes.weights()).isEqualTo(before.size());
      assertThat(changes.modules())
          .extracting(WeightChanges.Changed::name)
          .containsExactly(
              "model.layers.0.mlp.up_proj.weight", "model.layers.1.self_attn.q_proj.weight");
      assertThat(WeightChanges.norm(changes.modules())).isCloseTo(5, within(1e-6));
      assertThat(changes.besides())
          .extracting(WeightChanges.Changed::name)
          .containsExactly("model.norm.weight", "model.embed_tokens.weight");
      assertThat(changes.sentence())
          .isEqualTo(
              "4 of 19 weights changed, 2 of them modules (‖Δ‖ = 5.000); 2 are no modules"
                  + " (‖Δ‖ = 2.062): model.norm.weight (a norm, 2.000),"
                  + " model.embed_tokens.weight (an embedding, 0.5000)");
    }
  }

  /** A float32 base saved again in bfloat16 has learnt nothing. */
  @Test
  void roundingIsNoChange() {
    List<Tensor> before = Fixtures.tensors(new Random(1), Dtype.F32, 1);
    List<Tensor> after = copies(before, Dtype.BF16);
    add(after, "lm_head.weight", 1, 64);
    try (HfCheckpoint base = open("base", before);
        HfCheckpoint step = open("step", after)) {
      WeightChanges changes = WeightChanges.of(base, step, ModulePatterns.standard());
      assertThat(changes.changed())
          .singleElement()
          .satisfies(
              change -> {
                assertThat(change.name()).isEqualTo("lm_head.weight");
                assertThat(change.norm()).isCloseTo(64, within(0.3));
              });
      ModuleId up = ModulePatterns.standard().modules(base).get(5);
      double[] row = new double[6];
      UpdateRows.of(base, step, up).read(2, row);
      assertThat(row).containsOnly(0);
    }
  }

  /** More numbers than are read at a time. */
  @Test
  void longTensorsAreReadInParts() {
    Tensor long0 = Fixtures.random(new Random(3), "x", Dtype.BF16, 70_001);
    Tensor long1 = Fixtures.random(new Random(4), "x", Dtype.F32, 70_001);
    double squares = 0;
    for (long i = 0; i < long0.size(); i++) {
      squares += Math.pow(long1.get(i) - long0.get(i), 2);
    }
    assertThat(WeightChanges.distance(long0, long1))
        .isCloseTo(Math.sqrt(squares), within(1e-9 * Math.sqrt(squares)));
  }

  @Test
  void anAdapterSaysWhatItChanges() {
    List<Tensor> before = Fixtures.tensors(new Random(1), Dtype.F32, 1);
    Path adapter = temp.resolve("adapter");
    Fixtures.write(
        adapter.resolve("adapter_config.json"),
        "{\"peft_type\":\"LORA\",\"r\":1,\"lora_alpha\":2,\"target_modules\":[\"up_proj\"]}");
    Tensor a = Fixtures.random(new Random(2), "model.layers.0.mlp.up_proj.lora_A.weight", Dtype.F32, 1, 6);
    Tensor b = Fixtures.random(new Random(3), "model.layers.0.mlp.up_proj.lora_B.weight", Dtype.F32, 10, 1);
    Tensor norm = copy(before.get(before.size() - 2), Dtype.F32);
    Elements.set(Dtype.F32, norm.data(), 0, norm.get(0) + 8);
    SafetensorsWriter.write(
        adapter.resolve("adapter_model.safetensors"),
        List.of(TensorSource.copyOf(a), TensorSource.copyOf(b), TensorSource.copyOf(norm)));
    try (HfCheckpoint base = open("base", before);
        StepCheckpoint step = StepCheckpoint.open(adapter)) {
      WeightChanges changes = WeightChanges.of(base, step, ModulePatterns.standard());
      assertThat(changes.modules()).hasSize(1);
      double expected = 2 * norm(a) * norm(b);
      assertThat(WeightChanges.norm(changes.modules()))
          .isCloseTo(expected, within(1e-9 * expected));
      assertThat(changes.besides()).hasSize(1);
      assertThat(WeightChanges.norm(changes.besides())).isCloseTo(8, within(1e-5));
    }
  }

  private static double norm(Tensor tensor) {
    double squares = 0;
    for (long i = 0; i < tensor.size(); i++) {
      squares += tensor.get(i) * tensor.get(i);
    }
    return Math.sqrt(squares);
  }

  @ParameterizedTest
  @CsvSource({
    "BF16, lm_head.weight, 40, NaN, '[6, 4]'",
    "F32, model.norm.weight, 5, Infinity, '[5]'",
    "F16, model.norm.weight, 0, -Infinity, '[0]'",
    "F64, model.embed_tokens.weight, 41, NaN, '[6, 5]'",
    "BF16, model.layers.0.self_attn.q_norm.weight, 2, Infinity, '[2]'"
  })
  void whatIsNotFiniteIsNotWritten(
      Dtype type, String name, int index, double value, String place) {
    List<Tensor> tensors = copies(Fixtures.tensors(new Random(1), Dtype.F32, 1), type);
    try (HfCheckpoint fine = open("fine", tensors)) {
      new CheckpointWriter(fine)
          .write(temp.resolve("copy"), tensor -> TensorContent.of(tensor.data()));
      assertThat(temp.resolve("copy/model.safetensors")).exists();
    }
    for (Tensor tensor : tensors) {
      if (tensor.name().equals(name)) {
        Elements.set(type, tensor.data(), index, value);
      }
    }
    try (HfCheckpoint odd = open("odd", tensors)) {
      CheckpointWriter writer = new CheckpointWriter(odd);
      assertThatThrownBy(
              () ->
                  writer.write(temp.resolve("out"), tensor -> TensorContent.of(tensor.data())))
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining("tensor '" + name + "' holds ")
          .hasMessageContaining(" at " + place + ";");
      assertThat(temp.resolve("out")).doesNotExist();
    }
  }

  /** The greatest finite numbers of each type are fine. */
  @ParameterizedTest
  @CsvSource({"BF16, 0x1.FEp127", "F16, 65504", "F32, 0x1.FFFFFEp127", "F64, 1e308"})
  void greatNumbersAreWritten(Dtype type, double value) {
    List<Tensor> tensors = copies(Fixtures.tensors(new Random(1), Dtype.F32, 1), type);
    for (Tensor tensor : tensors) {
      for (int i = 0; i < tensor.size(); i++) {
        Elements.set(type, tensor.data(), i, i % 2 == 0 ? value : -value);
      }
    }
    try (HfCheckpoint great = open("great", tensors)) {
      new CheckpointWriter(great)
          .write(temp.resolve("out"), tensor -> TensorContent.of(tensor.data()));
    }
    try (HfCheckpoint written = HfCheckpoint.open(temp.resolve("out"))) {
      assertThat(written.tensor("lm_head.weight").get(1)).isEqualTo(-value);
    }
  }

  @Test
  void companionFilesComeFromWhereTheWeightsDo() throws IOException {
    List<Tensor> tensors = Fixtures.tensors(new Random(1), Dtype.F32, 1);
    Path step = temp.resolve("step");
    Fixtures.write(step.resolve("tokenizer.json"), "{\"trained\": 1}");
    Fixtures.write(step.resolve("chat_template.jinja"), "{{ messages }}");
    Fixtures.write(step.resolve("config.json"), "{\"other\": 1}");
    try (HfCheckpoint base = open("base", tensors)) {
      Fixtures.write(temp.resolve("base/generation_config.json"), "{\"kept\": 1}");
      List<String> notes =
          new CheckpointWriter(base)
              .write(
                  temp.resolve("out"),
                  tensor -> TensorContent.of(tensor.data()),
                  List.of(),
                  step);
      assertThat(notes)
          .singleElement()
          .asString()
          .contains("tokenizer.json, chat_template.jinja differ from those of", step.toString());
      assertThat(Files.readString(temp.resolve("out/tokenizer.json"))).contains("trained");
      assertThat(temp.resolve("out/chat_template.jinja")).hasContent("{{ messages }}");
      assertThat(temp.resolve("out/generation_config.json")).hasContent("{\"kept\": 1}");
      assertThat(temp.resolve("out/config.json")).hasSameTextualContentAs(
          temp.resolve("base/config.json"));
    }
  }
}
