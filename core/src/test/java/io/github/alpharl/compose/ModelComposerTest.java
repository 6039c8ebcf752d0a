package io.github.alpharl.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.LoraModule;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.update.Update;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelComposerTest {

  @TempDir Path temp;
  private HfCheckpoint base;
  private HfCheckpoint step;
  private Set<String> modules;
  private ModuleId up;

  @BeforeEach
  void models() {
    open(Dtype.BF16);
  }

  private void open(Dtype dtype) {
    base = HfCheckpoint.open(model("base-" + dtype, dtype, 1));
    step = HfCheckpoint.open(model("step-" + dtype, dtype, 2));
    List<ModuleId> ids = ModulePatterns.standard().modules(base);
    modules = ids.stream().map(ModuleId::tensorName).collect(Collectors.toSet());
    up = ids.stream().filter(id -> id.kind().endsWith("up_proj")).findFirst().orElseThrow();
  }

  private Path model(String name, Dtype dtype, long seed) {
    return Fixtures.model(
        temp.resolve(name), Fixtures.config(false), Fixtures.tensors(new Random(seed), dtype, 2));
  }

  @AfterEach
  void close() {
    base.close();
    step.close();
  }

  /** Where a change starts. */
  private enum Origin {
    BASE,
    STEP
  }

  private Update change(Origin origin) {
    double[] left = {1, -2, 3, 0.5, 0, 7, 1e-3, 4, -5, 6};
    float[] right = {1, 0, -1, 0.25f, 2, -3};
    double[] weights = {origin == Origin.STEP ? 1 : 0};
    return new Update(up.name(), weights, new double[][] {left}, new float[][] {right});
  }

  private double expected(Update change, Tensor origin, int i, int c) {
    return origin.get((long) i * 6 + c) + change.left()[0][i] * change.right()[0][c];
  }

  @ParameterizedTest
  @EnumSource(
      value = Dtype.class,
      names = {"F64", "F32", "F16", "BF16"})
  void changedModulesAreRoundedOnceAllElseIsCopied(Dtype dtype) {
    close();
    open(dtype);
    for (Origin origin : Origin.values()) {
      Update change = change(origin);
      Path out = temp.resolve("out-" + origin);
      new ModelComposer(base, List.of(step), List.of(change), new Rest.Step(step))
          .writeCheckpoint(out);
      try (HfCheckpoint written = HfCheckpoint.open(out)) {
        assertThat(written.tensors().keySet()).isEqualTo(base.tensors().keySet());
        Tensor from = (origin == Origin.BASE ? base : step).tensor(up.tensorName());
        for (Tensor tensor : written.tensors().values()) {
          if (tensor.name().equals(up.tensorName())) {
            checkRounded(tensor, change, from);
          } else {
            HfCheckpoint source = modules.contains(tensor.name()) ? base : step;
            assertThat(tensor.data().mismatch(source.tensor(tensor.name()).data())).isEqualTo(-1);
          }
        }
      }
    }
  }

  private void checkRounded(Tensor written, Update change, Tensor from) {
    assertThat(written.dtype()).isEqualTo(from.dtype());
    Tensor exact = Fixtures.random(new Random(0), "exact", from.dtype(), 10, 6);
    for (int i = 0; i < 10; i++) {
      for (int c = 0; c < 6; c++) {
        io.github.alpharl.safetensors.Elements.set(
            from.dtype(), exact.data(), i * 6L + c, expected(change, from, i, c));
      }
    }
    assertThat(written.data().mismatch(exact.data())).isEqualTo(-1);
  }

  @Test
  void checkpointsAreMixedInOnePass() {
    Path third = model("third", Dtype.BF16, 3);
    try (HfCheckpoint other = HfCheckpoint.open(third)) {
      Update factors = change(Origin.BASE);
      double[] weights = {1.5, -0.25};
      Update mixed = new Update(up.name(), weights, factors.left(), factors.right());
      Path out = temp.resolve("mixed");
      new ModelComposer(base, List.of(step, other), List.of(mixed), new Rest.Base())
          .writeCheckpoint(out);
      try (HfCheckpoint written = HfCheckpoint.open(out)) {
        for (long i = 0; i < 60; i++) {
          double w0 = base.tensor(up.tensorName()).get(i);
          double w1 = step.tensor(up.tensorName()).get(i);
          double w2 = other.tensor(up.tensorName()).get(i);
          double lowRank = mixed.left()[0][(int) (i / 6)] * mixed.right()[0][(int) (i % 6)];
          double exact = w0 + 1.5 * (w1 - w0) - 0.25 * (w2 - w0) + lowRank;
          double found = written.tensor(up.tensorName()).get(i);
          assertThat(found).isCloseTo(exact, within(Math.abs(exact) / 256 + 1e-9));
        }
      }
    }
    assertThatThrownBy(
            () -> new ModelComposer(base, List.of(step), List.of(mixture(1, 2)), new Rest.Base()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /**
   * Steps of a shorter type started from the rounded base: a velocity forecast, weights −1 and 2,
   * adds the moves from there to the base as it is.
   */
  @ParameterizedTest
  @EnumSource(
      value = Dtype.class,
      names = {"BF16", "F16"})
  void movesFromTheRoundedBaseAreAddedToTheBase(Dtype shorter) {
    Path first = model("first", shorter, 2);
    Path second = model("second", shorter, 3);
    Path out = temp.resolve("out");
    try (HfCheckpoint exact = HfCheckpoint.open(model("exact", Dtype.F32, 1));
        HfCheckpoint rounded = HfCheckpoint.open(model("rounded", shorter, 1));
        HfCheckpoint one = HfCheckpoint.open(first);
        HfCheckpoint two = HfCheckpoint.open(second)) {
      new ModelComposer(exact, List.of(one, two), List.of(mixture(-1, 2)), new Rest.Base())
          .writeCheckpoint(out);
      int differ = 0;
      try (HfCheckpoint written = HfCheckpoint.open(out)) {
        assertThat(written.tensor(up.tensorName()).dtype()).isEqualTo(Dtype.F32);
        for (long i = 0; i < 60; i++) {
          double w0 = exact.tensor(up.tensorName()).get(i);
          double start = rounded.tensor(up.tensorName()).get(i);
          double w1 = one.tensor(up.tensorName()).get(i);
          double w2 = two.tensor(up.tensorName()).get(i);
          assertThat(written.tensor(up.tensorName()).get(i))
              .isEqualTo((float) (w0 - (w1 - start) + 2 * (w2 - start)));
          differ += w0 == start ? 0 : 1;
        }
      }
      assertThat(differ).isGreaterThan(30);
    }
  }

  @Test
  void oneStepOfAShorterTypeStaysExactlyAsItIs() {
    Path out = temp.resolve("out");
    try (HfCheckpoint exact = HfCheckpoint.open(model("exact", Dtype.F32, 1));
        HfCheckpoint one = HfCheckpoint.open(model("first", Dtype.BF16, 2))) {
      new ModelComposer(exact, List.of(one), List.of(mixture(1)), new Rest.Base())
          .writeCheckpoint(out);
      try (HfCheckpoint written = HfCheckpoint.open(out)) {
        for (long i = 0; i < 60; i++) {
          assertThat(written.tensor(up.tensorName()).get(i))
              .isEqualTo(one.tensor(up.tensorName()).get(i));
        }
      }
    }
  }

  private Update mixture(double... weights) {
    return new Update(up.name(), weights, new double[0][], new float[0][]);
  }

  @Test
  void theRestCanLieOnALine() {
    Path out = temp.resolve("out");
    new ModelComposer(base, List.of(), List.of(), new Rest.Linear(base, step, 1.5))
        .writeCheckpoint(out);
    try (HfCheckpoint written = HfCheckpoint.open(out)) {
      Tensor from = base.tensor("model.norm.weight");
      Tensor to = step.tensor("model.norm.weight");
      for (int i = 0; i < from.size(); i++) {
        double line = from.get(i) + 1.5 * (to.get(i) - from.get(i));
        assertThat(written.tensor("model.norm.weight").get(i))
            .isCloseTo(line, within(Math.abs(line) / 256 + 1e-9));
      }
    }
  }

  @Test
  void anAdapterPlusTheBaseIsTheFullModelAndNamesWhatItLoses() {
    Update change = change(Origin.BASE);
    Path out = temp.resolve("adapter");
    ModelComposer composer =
        new ModelComposer(base, List.of(step), List.of(change), new Rest.Step(step));
    LostChange lost = composer.writeAdapter(out, "base/model", "A test.", Optional.of(Dtype.F32));
    assertThat(lost.tensors()).containsKeys("model.norm.weight", "lm_head.weight");
    assertThat(lost.tensors()).doesNotContainKey(up.tensorName());
    assertThat(lost.norm()).isPositive();
    assertThat(lost.carriedNorm()).isCloseTo(change.productsNorm(), within(1e-9));
    assertThat(lost.sentence()).contains("does not carry", "lm_head.weight");
    assertThat(out.resolve("README.md")).content().contains("A test.", lost.sentence());
    try (LoraAdapter adapter = LoraAdapter.open(out)) {
      LoraModule module =
          adapter.modules().stream()
              .filter(m -> m.baseTensor().equals(up.tensorName()))
              .findFirst()
              .orElseThrow();
      for (int i = 0; i < 10; i++) {
        for (int c = 0; c < 6; c++) {
          double product = module.scaling() * module.b().get(i) * module.a().get(c);
          double exact = change.left()[0][i] * change.right()[0][c];
          assertThat(product).isCloseTo(exact, within(1e-5));
        }
      }
    }
  }

  @Test
  void anAdapterCannotKeepTheOtherSubspacesOfAStep() {
    ModelComposer composer =
        new ModelComposer(base, List.of(step), List.of(change(Origin.STEP)), new Rest.Base());
    assertThatThrownBy(() -> composer.writeAdapter(temp.resolve("a"), "base", "", Optional.empty()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("write a full checkpoint instead");
    assertThat(temp.resolve("a")).doesNotExist();
  }

  @Test
  void theNormOfSeveralTermsCountsTheirOverlap() {
    Update change =
        Update.products(up.name(), new double[][] {{3, 0}, {1, 0}}, new float[][] {{1, 0}, {1, 0}});
    assertThat(change.productsNorm()).isCloseTo(4, within(1e-12));
  }

  @Test
  void anAdaptersProductJoinsTheSum() {
    Random random = new Random(4);
    Tensor a = Fixtures.random(random, "a", Dtype.F32, 2, 6);
    Tensor b = Fixtures.random(random, "b", Dtype.F32, 10, 2);
    Update change = Products.plus(change(Origin.BASE), b, a, 0.5);
    for (int i = 0; i < 10; i++) {
      for (int c = 0; c < 6; c++) {
        double sum = 0;
        for (int k = 0; k < change.left().length; k++) {
          sum += change.left()[k][i] * change.right()[k][c];
        }
        double product = 0.5 * (b.get(2L * i) * a.get(c) + b.get(2L * i + 1) * a.get(6 + c));
        double own = change(Origin.BASE).left()[0][i] * change(Origin.BASE).right()[0][c];
        assertThat(sum).isCloseTo(own + product, within(1e-9));
      }
    }
  }
}
