package io.github.alpharl.linearity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.factor.FactorKey;
import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.factor.ModuleFactors;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.factor.product.WindowProducts;
import io.github.alpharl.spectral.Rank;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Norms that a training can have raise no doubt; those of an accident do. */
class PlausibilityTest {

  private static final int MODULES = 3;

  @TempDir Path temp;

  private static String name(int module) {
    return "model.layers." + module + ".mlp.up_proj.weight";
  }

  /** The doubts about steps whose norms are (module + 1) × norms[module][t]. */
  private List<Doubt> doubts(long[] steps, double[][] norms) {
    FactorStore store = new FactorStore(temp);
    for (int t = 0; t < steps.length; t++) {
      List<ModuleFactors> factors = new ArrayList<>();
      for (int m = 0; m < MODULES; m++) {
        double norm = (m + 1) * norms[m][t];
        float[][] vector = {{1, 0}};
        factors.add(
            new ModuleFactors(
                name(m), vector, vector, new double[] {norm}, new double[1], norm, 0, 0, 1));
      }
      store.write(steps[t], new FactorKey("b", "w" + t, new Rank.Count(1), 1e-4, 0), factors);
    }
    try (RunFactors opened = new RunFactors(store, store.steps())) {
      List<Doubt> doubts = Plausibility.of(opened);
      assertThat(Plausibility.of(products(steps, norms))).isEqualTo(doubts);
      return doubts;
    }
  }

  /** The same norms as inner products, ‖ΔW_t‖² on the diagonals. */
  private static WindowProducts products(long[] steps, double[][] norms) {
    Map<String, double[][]> gram = new HashMap<>();
    for (int m = 0; m < MODULES; m++) {
      double[][] products = new double[steps.length][steps.length];
      for (int t = 0; t < steps.length; t++) {
        products[t][t] = Math.pow((m + 1) * norms[m][t], 2);
      }
      gram.put(name(m), products);
    }
    return new WindowProducts(Arrays.stream(steps).boxed().toList(), gram);
  }

  private static double[][] same(long[] steps, DoubleUnaryOperator norm) {
    double[] row = new double[steps.length];
    for (int t = 0; t < row.length; t++) {
      row[t] = norm.applyAsDouble((double) steps[t]);
    }
    return new double[][] {row.clone(), row.clone(), row.clone()};
  }

  private static final long[] STEPS = {10, 20, 30, 40, 50};

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.5, 0.67, 1})
  void growthIsPlausible(double power) {
    assertThat(doubts(STEPS, same(STEPS, step -> Math.pow(step, power)))).isEmpty();
  }

  @Test
  void aRunThatSettlesIsPlausible() {
    assertThat(doubts(STEPS, same(STEPS, step -> 1 - Math.exp(-step / 15)))).isEmpty();
  }

  @Test
  void aShortStretchLateInARunSaysNothing() {
    long[] late = {1000, 1050, 1100};
    assertThat(doubts(late, same(late, step -> 1 + step * 1e-6))).isEmpty();
  }

  @Test
  void theWrongBaseIsEquallyFarFromAllSteps() {
    // ‖D + δ_t‖ with D orthogonal to δ_t, as of a model that has nothing to do with the run.
    List<Doubt> found = doubts(STEPS, same(STEPS, step -> Math.hypot(4, step / 50)));
    assertThat(found)
        .singleElement()
        .satisfies(
            doubt -> {
              assertThat(doubt).isInstanceOf(Doubt.FarBase.class);
              assertThat(doubt.sentence()).contains("step 10", "step 50", "15.", "another base");
            });
  }

  @Test
  void aStepFarFromBothNeighboursStrays() {
    double[][] norms = same(STEPS, step -> step);
    norms[0][2] = 400;
    norms[2][2] = 2;
    assertThat(doubts(STEPS, norms))
        .containsExactly(new Doubt.StrayStep(30, List.of(name(0), name(2)), MODULES, 400, 20, 40));
  }

  @Test
  void aLastStepFarFromACalmRunStrays() {
    double[][] norms = same(STEPS, step -> step);
    norms[1][4] = 4000;
    List<Doubt> found = doubts(STEPS, norms);
    assertThat(found).singleElement().isInstanceOf(Doubt.StrayStep.class);
    assertThat(found.getFirst().sentence())
        .contains("step 50 lies far", "1 of 3 matrices", "8.00e+03", "80.0")
        .doesNotContain("after it");
  }

  @Test
  void aTrainingThatStartedAgainFallsBack() {
    double[][] norms = same(STEPS, step -> step >= 30 ? step - 20 : step);
    assertThat(doubts(STEPS, norms))
        .singleElement()
        .isInstanceOf(Doubt.FellBack.class)
        .extracting(Doubt::sentence)
        .asString()
        .contains("at step 20", "at step 30", "started again");
  }

  @Test
  void matricesThatDidNotMoveAreNamedUnlessTheyNeverDo() {
    double[][] norms = same(STEPS, step -> step);
    norms[0] = new double[STEPS.length];
    norms[1][3] = 0;
    assertThat(doubts(STEPS, norms))
        .containsExactly(new Doubt.Unmoved(List.of(40L), List.of(name(1)), MODULES));
  }

  @Test
  void aStepThatIsTheBaseIsNamedEvenWhereAllAre() {
    double[][] zero = new double[MODULES][STEPS.length];
    assertThat(doubts(STEPS, zero))
        .singleElement()
        .extracting(Doubt::sentence)
        .asString()
        .startsWith("3 of 3 matrices are the base's, unmoved, at steps 10, 20, 30, 40, 50");
  }
}
