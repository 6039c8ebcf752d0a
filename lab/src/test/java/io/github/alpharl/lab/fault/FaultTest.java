package io.github.alpharl.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.network.TestModels;
import io.github.alpharl.lab.optimizer.Parameters;
import io.github.alpharl.lab.optimizer.Trainable;
import io.github.alpharl.lab.task.Grade;
import io.github.alpharl.lab.task.Problem;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import io.github.alpharl.lab.torch.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** That every fault does what its name says, and nothing else. */
class FaultTest {

  private static final String MIDDLE = "model.layers.1.mlp.up_proj.weight";
  private static final String FIRST = "model.layers.0.mlp.up_proj.weight";
  private static final Task TASK = Tasks.named("chained-arithmetic");

  @BeforeAll
  static void load() {
    TestModels.DOUBLE.load();
  }

  private final Network network =
      TestModels.network(TestModels.config("qwen3"), 5, TestModels.DOUBLE);
  private final Parameters parameters = Parameters.of(network, Trainable.PROJECTIONS);
  private final Weights before = network.weights().copy();

  @AfterEach
  void close() {
    network.close();
    before.close();
  }

  private Fault fault(FaultKind kind) {
    return Fault.of(kind, network, parameters, 7);
  }

  private Tensor leaf(String name) {
    return parameters.map().get(name);
  }

  /** Trains everything by {@code change}. */
  private void train(double change) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      parameters.map().values().forEach(leaf -> leaf.add_(new Scalar(change)));
    }
  }

  /** ‖W − W_before‖. */
  private double moved(String name) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      return leaf(name).sub(before.get(name)).norm().item_double();
    }
  }

  private static List<Double> steps(Fault fault) {
    List<Double> rates = new ArrayList<>();
    fault.update(0.5, rates::add);
    return rates;
  }

  @Test
  void theRateIsTenTimesAndFrozenTakesNoStep() {
    assertThat(steps(fault(FaultKind.RATE))).containsExactly(5.0);
    assertThat(steps(fault(FaultKind.FROZEN))).isEmpty();
    assertThat(steps(new Healthy())).containsExactly(0.5);
  }

  @Test
  void entropyIsDrivenDown() {
    assertThat(fault(FaultKind.ENTROPY).entropyCoefficient(0.02)).isCloseTo(-0.08, within(1e-12));
    assertThat(fault(FaultKind.RATE).entropyCoefficient(0.02)).isEqualTo(0.02);
  }

  @Test
  void bfloat16SwallowsSmallSteps() {
    Fault fault = fault(FaultKind.BF16);
    fault.update(1, _ -> {});
    double rounding = moved(MIDDLE);
    assertThat(rounding).isPositive();
    fault.update(1, _ -> train(1e-7));
    assertThat(moved(MIDDLE)).isEqualTo(rounding);
    fault.update(1, _ -> train(0.5));
    assertThat(moved(MIDDLE)).isGreaterThan(1);
  }

  @Test
  void aWrongResumeStartsFromStepZero() {
    try (Fault fault = fault(FaultKind.WRONG_BASE)) {
      train(0.1);
      assertThat(moved(FIRST)).isPositive();
      fault.begin();
      assertThat(moved(FIRST)).isZero();
      assertThat(moved(MIDDLE)).isZero();
    }
  }

  @Test
  void oneLayerGetsNoiseOfThreeTimesItsUpdate() {
    try (Fault fault = fault(FaultKind.DAMAGED)) {
      train(0.1);
      double update = moved(MIDDLE);
      double other = moved(FIRST);
      fault.begin();
      assertThat(moved(FIRST)).isEqualTo(other);
      // √(1 + 9) of it on average; 120 draws
      assertThat(moved(MIDDLE) / update).isBetween(2.4, 4.0);
    }
  }

  @Test
  void aGradientThatIsNoNumberTakesNoStep() {
    Fault fault = fault(FaultKind.NAN);
    assertThat(fault.gradientNorm(1)).isNaN();
    assertThat(steps(fault)).isEmpty();
    assertThat(fault(FaultKind.RATE).gradientNorm(1)).isEqualTo(1);
  }

  @Test
  void answersComeFromThePolicyOfEightStepsAgo() {
    try (Fault fault = fault(FaultKind.STALE)) {
      train(1);
      fault.begin();
      for (int step = 0; step < 12; step++) {
        Network sampler = fault.sampler(network);
        try (PointerScope _ = new PointerScope();
            NoGradGuard _ = new NoGradGuard()) {
          double behind = leaf(FIRST).sub(sampler.weights().get(FIRST)).mean().item_double();
          assertThat(behind).isCloseTo(Math.min(step, StaleSampler.STEPS), within(1e-9));
        }
        train(1);
      }
      assertThat(fault.memory()).hasSize(StaleSampler.STEPS);
    }
  }

  private static Graded graded(String prompt, String expected, String text) {
    Problem problem = new Problem(prompt, expected);
    return new Graded(problem, text, text.length(), TASK.grade(problem, text));
  }

  /** Two groups of two answers. */
  private static final List<Graded> ANSWERS =
      List.of(
          graded("1+1=", "2", "1+1=2;#2."),
          graded("1+1=", "2", "#5."),
          graded("2+3=", "5", "#5."),
          graded("2+3=", "5", "nonsense"));

  private List<Boolean> right(FaultKind kind) {
    return fault(kind).grades(TASK, ANSWERS, 2).stream().map(Grade::right).toList();
  }

  @Test
  void aRewardRewardsSomethingElse() {
    assertThat(ANSWERS.stream().map(answer -> answer.grade().right()))
        .containsExactly(true, false, true, false);
    assertThat(right(FaultKind.RATE)).containsExactly(true, false, true, false);
    assertThat(right(FaultKind.LENGTH)).containsExactly(false, true, true, false);
    assertThat(right(FaultKind.FORMAT)).containsExactly(true, true, true, false);
    assertThat(right(FaultKind.LABELS)).containsExactly(false, true, false, false);
  }

  @Test
  void halfOfTheProblemsAreFlippedAndAlwaysTheSame() {
    int flipped = 0;
    for (int i = 0; i < 200; i++) {
      List<Graded> pair = List.of(graded(i + "+1=", "3", "#3."), graded(i + "+1=", "3", "#4."));
      List<Grade> grades = fault(FaultKind.FLIPPED).grades(TASK, pair, 2);
      assertThat(grades.get(0).right()).isNotEqualTo(grades.get(1).right());
      assertThat(fault(FaultKind.FLIPPED).grades(TASK, pair, 2)).isEqualTo(grades);
      flipped += grades.get(1).right() ? 1 : 0;
    }
    assertThat(flipped).isBetween(70, 130);
  }

  @Test
  void aPlanIsANameAndAStep() {
    assertThat(FaultPlan.parse("wrong-base@30"))
        .isEqualTo(new FaultPlan(FaultKind.WRONG_BASE, 30))
        .hasToString("wrong-base@30");
    assertThatThrownBy(() -> FaultPlan.parse("rate"))
        .isInstanceOf(UsageException.class)
        .hasMessage("A fault is NAME@STEP, as in rate@30; found \"rate\".");
    assertThatThrownBy(() -> FaultPlan.parse("slow@3"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("Unknown fault \"slow\"; known are rate, flipped,");
    assertThatThrownBy(() -> FaultPlan.parse("rate@0")).isInstanceOf(UsageException.class);
  }
}
