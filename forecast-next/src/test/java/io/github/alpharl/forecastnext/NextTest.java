package io.github.alpharl.forecastnext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Forecasters;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.update.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

/** NExt on trajectories whose future is known. */
class NextTest {

  private static final int CHECKPOINTS = 9; // so the horizon is 3
  private static final Goal GOAL = Goal.ofStep(CHECKPOINTS + 3);

  private static Forecaster parse(String text) {
    return Forecasters.standard().with(Next.FAMILY, Next.FORM).named(text);
  }

  /** Six modules of two shapes. */
  private static List<Planted> modules(LongToDoubleFunction first, LongToDoubleFunction second) {
    List<Planted> modules = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      modules.add(Planted.of(i < 4 ? 20 : 12, 16, CHECKPOINTS, i + 1, first, second));
    }
    return modules;
  }

  private static double meanError(String forecaster, List<Planted> modules) {
    Forecaster learned = parse(forecaster).learned(modules);
    return modules.stream()
        .mapToDouble(m -> m.error(learned.predict(m, GOAL).update(), GOAL.step().getAsLong()))
        .average()
        .orElseThrow();
  }

  @Test
  void aStraightLineIsGoneOn() {
    List<Planted> modules = modules(t -> t, t -> 0);
    assertThat(meanError("hold", modules)).isCloseTo(0.25, within(1e-9)); // 1 − 9/12
    assertThat(meanError("next", modules)).isLessThan(0.05);
  }

  @Test
  void aLevellingTurningPathIsMetBetterThanByHolding() {
    List<Planted> modules = modules(t -> 1 - Math.pow(0.85, (double) t), t -> 0.02 * t);
    double held = meanError("hold", modules);
    assertThat(held).isGreaterThan(0.1);
    assertThat(meanError("next", modules)).isLessThan(0.6 * held);
  }

  @Test
  void signsOfDecompositionsDoNotMatterAndSeedsDo() {
    List<Planted> modules = modules(t -> t, t -> 0.1 * t * t).subList(0, 2);
    List<Planted> flipped = modules.stream().map(m -> m.withSigns(7)).toList();
    Update found = parse("next").learned(modules).predict(modules.getFirst(), GOAL).update();
    Update again = parse("next").learned(flipped).predict(modules.getFirst(), GOAL).update();
    Update other = parse("next:seed=1").learned(modules).predict(modules.getFirst(), GOAL).update();
    assertThat(again.left()).isDeepEqualTo(found.left());
    assertThat(again.right()).isDeepEqualTo(found.right());
    assertThat(other.left()[0]).isNotEqualTo(found.left()[0]);
  }

  @Test
  void theLeapIsExtendedByItsCoefficient() {
    List<Planted> modules = modules(t -> t, t -> 0).subList(0, 1);
    Planted any = modules.getFirst();
    double near = leap(parse("next").learned(modules).predict(any, GOAL).update());
    double far =
        leap(parse("next").learned(modules).predict(any, Goal.ofStep(CHECKPOINTS + 9)).update());
    double said = leap(parse("next:factor=2").learned(modules).predict(any, Goal.of(0.9)).update());
    double damped = leap(parse("next:damp=0.5").learned(modules).predict(any, GOAL).update());
    double capped = leap(parse("next:cap=0.1").learned(modules).predict(any, GOAL).update());
    assertThat(far).isCloseTo(3 * near, within(1e-9));
    assertThat(said).isCloseTo(2 * near, within(1e-9));
    assertThat(damped).isCloseTo(0.5 * near, within(1e-9));
    assertThat(capped).isCloseTo(0.1 * CHECKPOINTS, within(1e-4)); // ‖ΔW_T‖ = T
  }

  private static double leap(Update update) {
    assertThat(update.weights()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 1);
    return io.github.alpharl.vector.Vectors.norm(update.left()[0]);
  }

  @Test
  void aModuleThatNeverMovesStaysStill() {
    List<Planted> modules = List.of(Planted.of(8, 8, 4, 1, t -> 0, t -> 0));
    Update update = parse("next").learned(modules).predict(modules.getFirst(), GOAL).update();
    assertThat(update.left()[0]).containsOnly(0);
  }

  @Test
  void whatTheWindowCannotTeachIsRefused() {
    List<Planted> modules = modules(t -> t, t -> 0);
    assertThatThrownBy(() -> parse("next:horizon=9").learned(modules))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("at least 10", "holds 9", "widen");
    List<Planted> one = List.of(Planted.of(8, 8, 1, 1, t -> t, t -> 0));
    assertThatThrownBy(() -> parse("next").learned(one)).hasMessageContaining("at least 2");
    assertThatThrownBy(() -> parse("next").predict(modules.getFirst(), Goal.of(0.9)))
        .hasMessageContaining("'next' aims at a step");
    for (String bad : List.of("next:horizon=0", "next:lag=2", "next:damp=0", "next:horizon")) {
      assertThatThrownBy(() -> parse(bad)).as(bad).isInstanceOf(UsageException.class);
    }
  }
}
