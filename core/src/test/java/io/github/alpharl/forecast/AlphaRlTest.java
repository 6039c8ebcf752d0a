package io.github.alpharl.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.factor.ModuleTrajectory;
import io.github.alpharl.factor.Randoms;
import io.github.alpharl.factor.Rank1Factor;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.update.Update;
import io.github.alpharl.vector.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlphaRlTest {

  private static final double[] SCORES = {0.2, 0.3, 0.35, 0.5};

  /** A module whose scaled rank-1 vector is exactly {@code velocity}·y, from the base at y = 0. */
  static ModuleWindow straight(String name, Random random, double... scores) {
    double[] velocity = Randoms.vector(random, 40);
    List<Rank1Factor> factors = new ArrayList<>();
    float[] v = Randoms.unit(random, 9);
    for (double y : scores) {
      double norm = y * Vectors.norm(velocity);
      factors.add(new Rank1Factor(Randoms.direction(velocity), v, 0.5 * norm, norm));
    }
    return window(name, factors, scores);
  }

  static ModuleWindow window(String name, List<Rank1Factor> factors, double... scores) {
    List<Long> steps = LongStream.rangeClosed(1, scores.length).boxed().toList();
    return new ModuleWindow(new ModuleTrajectory(name, steps, factors), scores);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void continuesAStraightTrajectoryExactly(int seed) {
    ModuleWindow window = straight("m", new Random(seed), SCORES);
    ModuleForecast forecast = new AlphaRl().forecast(window, Goal.of(0.8));
    double[] expected = Vectors.scaled(1.6, asFloats(window.trajectory().scaled()[3]));
    assertThat(forecast.x()).containsExactly(expected, within(1e-5));
    assertThat(forecast.v()).isEqualTo(window.trajectory().last().v());
    Diagnostics diagnostics = forecast.diagnostics();
    assertThat(diagnostics.points()).isEqualTo(4);
    assertThat(diagnostics.r2()).hasValueCloseTo(1.0, within(1e-9));
    assertThat(diagnostics.q2()).hasValueCloseTo(1.0, within(1e-9));
    assertThat(diagnostics.extrapolation()).isCloseTo(1, within(1e-6)); // (0.8 − 0.5)/0.3
    double speed = window.trajectory().last().norm() / 0.5;
    assertThat(diagnostics.growth()).isCloseTo(speed, within(1e-5 * speed));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void flipsOfTheInputChangeNothing(int seed) {
    Random random = new Random(seed);
    List<Rank1Factor> factors =
        IntStream.range(0, 4).mapToObj(t -> Randoms.factor(random, 20, 7, 1 + t)).toList();
    List<Rank1Factor> flipped =
        factors.stream().map(f -> random.nextBoolean() ? f.flipped() : f).toList();
    ModuleForecast a = new AlphaRl().forecast(window("m", factors, SCORES), Goal.of(0.7));
    ModuleForecast b = new AlphaRl().forecast(window("m", flipped, SCORES), Goal.of(0.7));
    assertThat(b.x()).isEqualTo(a.x());
    assertThat(b.diagnostics()).isEqualTo(a.diagnostics());
  }

  @Test
  void theBaseMayJoinTheFit() {
    Random random = new Random(5);
    List<Rank1Factor> factors =
        IntStream.range(0, 4).mapToObj(t -> Randoms.factor(random, 20, 7, 1 + t)).toList();
    ModuleWindow window = window("m", factors, SCORES);
    ModuleForecast joined = new AlphaRl(Variant.PAPER.withBase(0.1)).forecast(window, Goal.of(0.7));
    assertThat(joined.diagnostics().points()).isEqualTo(5);
    assertThat(joined.x()).isNotEqualTo(new AlphaRl().forecast(window, Goal.of(0.7)).x());
    ModuleWindow straight = straight("m", random, SCORES);
    ModuleForecast exact = new AlphaRl(Variant.PAPER.withBase(0)).forecast(straight, Goal.of(0.7));
    assertThat(exact.diagnostics().r2()).hasValueCloseTo(1.0, within(1e-9));
  }

  @Test
  void aFrozenModuleStaysZero() {
    Rank1Factor zero = new Rank1Factor(new float[4], new float[3], 0, 0);
    ModuleForecast forecast =
        new AlphaRl().forecast(window("m", List.of(zero, zero), 0.1, 0.2), Goal.of(0.5));
    assertThat(forecast.x()).containsOnly(0);
    assertThat(forecast.norm()).isZero();
    assertThat(forecast.diagnostics())
        .isEqualTo(new Diagnostics(2, OptionalDouble.empty(), OptionalDouble.empty(), 0, 0, 0, 0));
  }

  @Test
  void refusesConstantScores() {
    ModuleWindow window = straight("m", new Random(1), 0.5, 0.5, 0.5);
    assertThatThrownBy(() -> new AlphaRl().forecast(window, Goal.of(0.8)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "all 3 checkpoints of the window score 0.5: nothing in the weights moves with a"
                + " constant score; widen the window or measure with more samples");
  }

  @Test
  void refusesToGoBackwards() {
    ModuleWindow window = straight("m", new Random(1), SCORES);
    assertThatThrownBy(() -> new AlphaRl().forecast(window, Goal.of(0.1)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "the target accuracy 0.1 is below every observed score (0.2 to 0.5): that would"
                + " extrapolate backwards; name a higher target");
  }

  @Test
  void refusesOneCheckpoint() {
    Random random = new Random(1);
    assertThatThrownBy(() -> window("m", List.of(Randoms.factor(random, 3, 3, 1)), 0.5))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "a forecast needs at least 2 checkpoints after the base, found 1; widen the window");
  }

  @Test
  void compositionsAgreeWithTheirFormulas() {
    Random random = new Random(3);
    List<Rank1Factor> factors =
        IntStream.range(0, 4).mapToObj(t -> Randoms.factor(random, 6, 5, 1 + t)).toList();
    ModuleForecast forecast = new AlphaRl().forecast(window("m", factors, SCORES), Goal.of(0.7));
    Update replaced = Composition.RANK1.update(4, forecast);
    assertThat(replaced.weights()).containsOnly(0);
    assertThat(replaced.left()[0]).isEqualTo(forecast.x());
    Update kept = Composition.FULL.update(4, forecast);
    assertThat(kept.weights()).containsExactly(0, 0, 0, 1);
    Rank1Factor last = forecast.last();
    for (int i = 0; i < 6; i++) {
      double expected = forecast.x()[i] - last.sigma() * last.u()[i];
      assertThat(kept.left()[0][i]).isCloseTo(expected, within(1e-15));
    }
  }

  private static float[] asFloats(double[] a) {
    float[] floats = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      floats[i] = (float) a[i];
    }
    return floats;
  }

  @Test
  void cautionsAreSilentForASoundForecast() {
    assertThat(cautions(0.7, straight("a", new Random(1), SCORES))).isEmpty();
  }

  @Test
  void cautionsAboutDistance() {
    assertThat(cautions(0.95, straight("a", new Random(1), SCORES)))
        .containsExactly(
            "the target lies more than 1 times the observed range beyond it in 1 of 1 modules (a;"
                + " furthest 1.5 times): a straight line is not known to hold that far");
  }

  @Test
  void cautionsAboutAReachedTargetAndTwoPoints() {
    assertThat(cautions(0.5, straight("a", new Random(1), 0.2, 0.5)))
        .containsExactly(
            "the target accuracy 0.5 is not above the best observed score 0.5: this interpolates"
                + " within the window instead of forecasting",
            "the window holds 2 checkpoints, through which every line passes: R² is always 1 and"
                + " means nothing");
  }

  @Test
  void cautionsAboutSignsAndStillModules() {
    Random random = new Random(2);
    Rank1Factor zero = new Rank1Factor(new float[4], new float[3], 0, 0);
    assertThat(
            cautions(
                0.7,
                straight("a", random, SCORES),
                shrinking("b", random),
                straight("c", random, SCORES),
                window("d", List.of(zero, zero, zero, zero), SCORES)))
        .containsExactly(
            "1 of 4 modules moves against the majority as the score rises (b)",
            "1 of 4 modules never moves with the score and keeps its mean update (d)");
    assertThat(cautions(0.7, shrinking("a", random), shrinking("b", random)))
        .containsExactly(
            "in 2 of 2 modules the update shrinks as the score rises: the scores fall along the"
                + " window, so a higher target leads back towards the base");
  }

  private static ModuleWindow shrinking(String name, Random random) {
    float[] u = Randoms.unit(random, 12);
    float[] v = Randoms.unit(random, 5);
    List<Rank1Factor> factors =
        Arrays.stream(SCORES).mapToObj(y -> new Rank1Factor(u, v, 1 - y, 1 - y)).toList();
    return window(name, factors, SCORES);
  }

  private static List<String> cautions(double target, ModuleWindow... windows) {
    Goal goal = Goal.of(target);
    List<ModuleForecast> forecasts =
        Arrays.stream(windows).map(window -> new AlphaRl().forecast(window, goal)).toList();
    return Caution.about(forecasts, windows[0], goal);
  }

  @Test
  void cautionsWhereALineForetellsNoScoreThatItHasNotSeen() {
    Random random = new Random(7);
    double[] scores = {0.2, 0.5, 0.3, 0.6, 0.4, 0.55};
    List<Rank1Factor> noise =
        IntStream.range(0, 6).mapToObj(_ -> Randoms.factor(random, 400, 7, 1)).toList();
    ModuleWindow straight = straight("good", random, scores);
    ModuleWindow wild = window("wild", noise, scores);
    Goal goal = Goal.of(0.6);
    List<ModuleForecast> both =
        List.of(new AlphaRl().forecast(straight, goal), new AlphaRl().forecast(wild, goal));
    assertThat(both.get(1).diagnostics().q2().orElseThrow()).isNotPositive();
    assertThat(Caution.about(both, straight, goal))
        .anyMatch(
            said -> said.startsWith("Q² ≤ 0 in 1 of 2 modules (wild): a line fitted without"));
    assertThat(Caution.about(both.subList(0, 1), straight, goal))
        .noneMatch(said -> said.contains("Q²"));
  }
}
