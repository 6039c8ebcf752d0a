package io.github.alpharl.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.factor.Randoms;
import io.github.alpharl.factor.product.Agreement;
import io.github.alpharl.factor.product.UpdateProducts;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.update.Update;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Forecasters against numpy and against what must hold of them. The golden module (4 × 3, float64):
 *
 * <pre>
 * s = [2, 3, 7, 12]; y = [.3, .35, .5, .6]
 * dW_t[i,j] = sin(1+i+2j)·s_t + 0.1·cos(i·j+t)·√s_t,  t = 0 … 3;  target step 20, accuracy 0.8
 * </pre>
 */
class ForecastersTest {

  private static final List<Long> STEPS = List.of(2L, 3L, 7L, 12L);
  private static final double[] SCORES = {0.3, 0.35, 0.5, 0.6};
  private static final Goal GOAL = Goal.of(0.8, 20);
  private static final Updates GOLDEN =
      Updates.of(STEPS, SCORES, golden(0, 2), golden(1, 3), golden(2, 7), golden(3, 12));

  private static double[][] golden(int t, double s) {
    double[][] delta = new double[4][3];
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 3; j++) {
        delta[i][j] =
            Math.sin(1.0 + i + 2 * j) * s + 0.1 * Math.cos((double) i * j + t) * Math.sqrt(s);
      }
    }
    return delta;
  }

  private static Update predict(String name, Updates updates, Goal goal) {
    return Forecasters.parse(name).predict(updates, goal).update();
  }

  private static double[] flat(double[][] a) {
    return Arrays.stream(a).flatMapToDouble(Arrays::stream).toArray();
  }

  /**
   * The first four entries of the predicted update, by numpy:
   *
   * <pre>
   * M = rows dW_t.ravel(); U,S,Vt = svd(M); q = Vt[r]; c = M@q; k,c0 = polyfit(s,c,1)
   * relex: Σ_r (k·20+c0)·q          extrapolate: 20/12·M[3]      first: M[0]+18/10·(M[3]-M[0])
   * velocity lag 2: M[3]+8/9·(M[3]-M[1])   cap: M[3]+d·leap, d = min(1, .25‖M[3]‖/‖leap‖) = .37846
   * x = PLS(‖dW_t‖·u_t → y) inverted at .8; X_2 = PLS(α_2 (dW_t)_2 V → y), V = v_1..2 of dW_3
   * full: dW_3 − σuvᵀ + xvᵀ
   * </pre>
   */
  @ParameterizedTest
  @CsvSource({
    "hold, 9.75470836, 1.35049664, -11.85003476, 10.56862566",
    "relex, 16.32110905, 2.39165891, -19.48738818, 17.67012558",
    "relex:rank=2, 16.09594213, 2.08775201, -19.91497229, 17.45258434",
    "extrapolate, 16.25784726, 2.25082773, -19.75005793, 17.6143761",
    "extrapolate:first, 16.09898438, 2.09196485, -19.90892081, 17.45551322",
    "velocity, 16.09845262, 2.09143309, -19.90945257, 17.45498146",
    "velocity:cap=0.25, 12.15556012, 1.63091125, -14.90019987, 13.17483404",
    "alpharl:full, 18.23389692, 2.8538664, -21.87143209, 15.01199717",
    "alpharl:rank=2, 15.09501328, 2.31163944, -17.53867021, 15.92941401"
  })
  void agreesWithNumpy(String name, double a, double b, double c, double d) {
    double[] found = flat(GOLDEN.dense(predict(name, GOLDEN, GOAL)));
    assertThat(Arrays.copyOf(found, 4)).containsExactly(new double[] {a, b, c, d}, within(2e-5));
  }

  /** x̂ (m) of the variants of AlphaRL, by numpy as above; damp: x_T + .5·(x̂ − x_T). */
  @ParameterizedTest
  @CsvSource({
    "alpharl, 28.61420074, 15.11572539, -12.48871556, -28.14987397, 0.9760463284",
    "alpharl:logit, 30.47171258, 16.07951306, -13.30797931, -29.97106528, 0.9723450627",
    "alpharl:step, 31.588667, 16.65904959, -13.80059164, -31.06617238, 0.9996946602",
    "alpharl:damp=0.5:cap=0.3, 23.79043851, 12.6019173, -10.31387315, -23.40781032, 0.9760463284"
  })
  void variantsAgreeWithNumpy(String name, double a, double b, double c, double d, double r2) {
    ModuleForecast fit = Forecasters.parse(name).predict(GOLDEN, GOAL).fit().orElseThrow();
    double sign = Math.signum(fit.x()[0]);
    double[] x = Arrays.stream(fit.x()).map(value -> sign * value).toArray();
    assertThat(x).containsExactly(new double[] {a, b, c, d}, within(2e-5));
    assertThat(fit.diagnostics().r2().orElseThrow()).isCloseTo(r2, within(1e-6));
  }

  @Test
  void theRightVectorMayBeForecastToo() {
    ModuleForecast fit = Forecasters.parse("alpharl:v").predict(GOLDEN, GOAL).fit().orElseThrow();
    // v = PLS(v_t → y) inverted at .8, at unit length
    double[] expected = {0.61415677, 0.08449541, -0.78464768};
    double sign = Math.signum(fit.v()[0]);
    for (int j = 0; j < 3; j++) {
      assertThat(sign * fit.v()[j]).isCloseTo(expected[j], within(1e-5));
    }
  }

  @Test
  void errorsAgreeWithNumpy() {
    Update relex = predict("relex", GOLDEN, GOAL);
    Agreement found =
        UpdateProducts.compare(
                GOLDEN.deltas().stream().map(Updates::rows).toList(),
                Updates.rows(golden(4, 20)),
                List.of(relex))
            .getFirst();
    assertThat(found.relativeError()).isCloseTo(0.020071872927, within(1e-9)); // ‖P−A‖/‖A‖
    assertThat(found.cosine()).isCloseTo(0.9998184118591, within(1e-10));
  }

  private static Updates straight(Random random, int points) {
    double[][] direction = Randoms.matrix(random, 5, 4);
    List<Long> steps = IntStream.range(1, points + 1).mapToObj(t -> (long) t * t).toList();
    double[][][] deltas = steps.stream().map(s -> scaled(direction, s)).toArray(double[][][]::new);
    double[] scores = steps.stream().mapToDouble(s -> s / 100.0).toArray();
    return Updates.of(steps, scores, deltas);
  }

  private static double[][] scaled(double[][] a, double factor) {
    return Arrays.stream(a)
        .map(row -> Arrays.stream(row).map(v -> factor * v).toArray())
        .toArray(double[][]::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "extrapolate",
        "extrapolate:first",
        "velocity:lag=1",
        "velocity:lag=9",
        "relex",
        "relex:rank=3",
        "velocity:cap=2"
      })
  void continueAStraightRunExactlyByTrueSteps(String name) {
    for (int seed = 0; seed < 5; seed++) {
      Updates run = straight(new Random(seed), 4); // steps 1, 4, 9, 16: unequal intervals
      double[] expected = flat(scaled(run.deltas().getFirst(), 40));
      assertThat(flat(run.dense(predict(name, run, Goal.ofStep(40)))))
          .containsExactly(expected, within(1e-8));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"extrapolate", "velocity", "relex:rank=2", "relex:damp=0.5", "hold"})
  void aMixtureIsLinearInTheUpdates(String name) {
    Random random = new Random(7);
    Updates run =
        Updates.of(
            STEPS,
            SCORES,
            IntStream.range(0, 4)
                .mapToObj(t -> Randoms.matrix(random, 5, 4))
                .toArray(double[][][]::new));
    Updates doubled =
        new Updates(STEPS, SCORES, run.deltas().stream().map(d -> scaled(d, 2)).toList());
    double[] once = flat(run.dense(predict(name, run, GOAL)));
    double[] twice = flat(doubled.dense(predict(name, doubled, GOAL)));
    for (int i = 0; i < once.length; i++) {
      assertThat(twice[i]).isCloseTo(2 * once[i], within(1e-9));
    }
  }

  @Test
  void modulesOfAPoorFitAreHeld() {
    Update held = predict("alpharl:r2=0.99", GOLDEN, GOAL); // R² is 0.976
    assertThat(held.weights()).containsExactly(0, 0, 0, 1);
    assertThat(held.isMixture()).isTrue();
    assertThat(predict("alpharl:r2=0.9", GOLDEN, GOAL).isMixture()).isFalse();
    assertThat(predict("alpharl:q2=0.9999", GOLDEN, GOAL).isMixture()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"velocity:cap=0.1", "relex:cap=0.1", "alpharl:cap=0.1"})
  void aCapBoundsTheLeap(String name) {
    double[] found = flat(GOLDEN.dense(predict(name, GOLDEN, Goal.of(1, 500))));
    Update from = name.startsWith("alpharl") ? start() : Update.last("w", 4);
    double[] last = flat(GOLDEN.dense(from));
    double leap = 0;
    double norm = 0;
    for (int i = 0; i < last.length; i++) {
      leap += (found[i] - last[i]) * (found[i] - last[i]);
      norm += last[i] * last[i];
    }
    assertThat(Math.sqrt(leap)).isCloseTo(0.1 * Math.sqrt(norm), within(1e-4));
  }

  /** x_T·v₁ᵀ, what alpharl leaps from. */
  private static Update start() {
    var last = GOLDEN.trajectory().last();
    return Update.rank1(
        "w", 4, io.github.alpharl.vector.Vectors.scaled(last.norm(), last.u()), last.v());
  }

  @Test
  void aModuleThatNeverMovesStaysStill() {
    double[][] still = new double[4][3];
    Updates frozen = Updates.of(STEPS, SCORES, still, still, still, still);
    for (String name : List.of("hold", "relex", "velocity", "extrapolate", "relex:cap=1")) {
      assertThat(flat(frozen.dense(predict(name, frozen, GOAL)))).containsOnly(0);
    }
  }

  @Test
  void whatCannotBeReadIsRefused() {
    for (String bad :
        List.of(
            "",
            "nextt",
            "hold:lag=2",
            "velocity:lag",
            "velocity:lag=0",
            "velocity:lag=1.5",
            "relex:rank=0",
            "alpharl:logit:step",
            "alpharl:logit=1",
            "alpharl:cap=-1",
            "alpharl:damp=0",
            "alpharl:damp=x",
            "relex:rank=1:rank=2",
            "alpharl:v:rank=2")) {
      assertThatThrownBy(() -> Forecasters.parse(bad)).as(bad).isInstanceOf(UsageException.class);
    }
    assertThatThrownBy(() -> predict("relex", GOLDEN, Goal.of(0.8)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'relex' aims at a step", "--target-step");
    assertThatThrownBy(() -> predict("relex", GOLDEN.without(3), GOAL))
        .hasMessageContaining("at least 2 checkpoints");
    assertThat(Forecasters.STANDARD).allSatisfy(Forecasters::parse);
  }
}
