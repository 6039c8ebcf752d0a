package io.github.alpharl.lab.rl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.lab.network.LogitRule;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.network.TestModels;
import io.github.alpharl.lab.objective.Critic;
import io.github.alpharl.lab.objective.DistillationObjective;
import io.github.alpharl.lab.objective.ImitationObjective;
import io.github.alpharl.lab.objective.KlEstimator;
import io.github.alpharl.lab.objective.MicroBatches;
import io.github.alpharl.lab.objective.Objective;
import io.github.alpharl.lab.objective.PolicyLoss;
import io.github.alpharl.lab.objective.PolicyObjective;
import io.github.alpharl.lab.objective.PreferenceObjective;
import io.github.alpharl.lab.objective.StepMetrics;
import io.github.alpharl.lab.objective.TokenLogProbabilities;
import io.github.alpharl.lab.objective.TrainingSample;
import io.github.alpharl.lab.optimizer.Optimizer;
import io.github.alpharl.lab.optimizer.Parameters;
import io.github.alpharl.lab.optimizer.Schedule;
import io.github.alpharl.lab.option.Algorithm;
import io.github.alpharl.lab.option.Defaults;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.task.Tasks;
import io.github.alpharl.lab.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of every algorithm's whole loss, in float64, against central differences. */
class GradientTest {

  private static final LogitRule RULE = new LogitRule(0.9, Set.of(0, 1), 11);
  private static final double STEP = 1e-6;

  private Network network;
  private Network other;

  @BeforeAll
  static void load() {
    TestModels.DOUBLE.load();
  }

  @BeforeEach
  void open() {
    network = TestModels.network(TestModels.config("qwen3"), 11, TestModels.DOUBLE, 0.3);
    other = TestModels.network(TestModels.config("qwen3"), 12, TestModels.DOUBLE, 0.3);
  }

  @AfterEach
  void close() {
    network.close();
    other.close();
  }

  private List<TrainingSample> samples() {
    return samples(true);
  }

  /** Six answers near the policy, so that some are clipped and some are not. */
  private List<TrainingSample> samples(boolean perToken) {
    SplittableRandom random = new SplittableRandom(2);
    List<TrainingSample> plain = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int[] prompt = random.ints(2 + i % 3, 2, 11).toArray();
      int[] answer = random.ints(1 + random.nextInt(5), 2, 11).toArray();
      plain.add(TrainingSample.of(prompt, answer, 0.03 + 0.01 * i));
    }
    List<double[]> logs = TokenLogProbabilities.of(network, RULE, plain, 1000);
    List<TrainingSample> samples = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int n = plain.get(i).answer().length;
      double sign = i % 2 == 0 ? 1 : -1;
      double[] old = shifted(logs.get(i), random, 0.5);
      samples.add(
          new TrainingSample(
              plain.get(i).prompt(),
              plain.get(i).answer(),
              old,
              random.doubles(n, 0.1, 2).map(x -> sign * (perToken ? x : 0.7)).toArray(),
              shifted(logs.get(i), random, 1),
              random.doubles(n, -1, 1).toArray(),
              random.doubles(n, -1, 1).toArray(),
              plain.get(i).weight()));
    }
    return samples;
  }

  private static double[] shifted(double[] log, SplittableRandom random, double width) {
    return Arrays.stream(log).map(x -> x + random.nextDouble(-width, width)).toArray();
  }

  static Stream<Algorithm> policyAlgorithms() {
    return Arrays.stream(Algorithm.values())
        .filter(a -> a.kind() == Algorithm.Kind.POLICY && a != Algorithm.CISPO);
  }

  /** Every policy algorithm with its own limits, with KL and entropy terms on top. */
  @ParameterizedTest
  @MethodSource("policyAlgorithms")
  void policyGradients(Algorithm algorithm) {
    TrainOptions options = Defaults.of(algorithm, Tasks.named("chained-arithmetic"), false, 128);
    for (KlEstimator kl : KlEstimator.values()) {
      check(
          network.weights().map(),
          new PolicyObjective(network, RULE, algorithm.policyLoss(options), kl, 0.3, 0.1));
    }
  }

  @Test
  void wideSequenceClipping() {
    PolicyLoss loss = new PolicyLoss.SequenceClipped(0.1, 0.1);
    check(network.weights().map(), new PolicyObjective(network, RULE, loss, KlEstimator.K3, 0, 0));
  }

  @Test
  void plainReinforce() {
    PolicyLoss loss = new PolicyLoss.Reinforce();
    check(network.weights().map(), new PolicyObjective(network, RULE, loss, KlEstimator.K3, 0, 0));
  }

  /** CISPO stops the gradient of its weight, so the weight is held fixed in the differences. */
  @Test
  void cispoGradient() {
    PolicyLoss loss = new PolicyLoss.Cispo(1, 0.28);
    List<TrainingSample> samples = samples();
    List<double[]> logs = TokenLogProbabilities.of(network, RULE, samples, 1000);
    List<double[]> factors = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      double[] factor = new double[logs.get(i).length];
      for (int t = 0; t < factor.length; t++) {
        double ratio = Math.exp(logs.get(i)[t] - samples.get(i).oldLog()[t]);
        factor[t] =
            -Math.clamp(ratio, 0, 1.28) * samples.get(i).advantages()[t] * samples.get(i).weight();
      }
      factors.add(factor);
    }
    Objective objective = new PolicyObjective(network, RULE, loss, KlEstimator.K3, 0, 0);
    check(
        network.weights().map(),
        objective,
        rows -> {
          List<double[]> now = TokenLogProbabilities.of(network, RULE, rows, 1000);
          double sum = 0;
          for (int i = 0; i < now.size(); i++) {
            for (int t = 0; t < now.get(i).length; t++) {
              sum += factors.get(i)[t] * now.get(i)[t];
            }
          }
          return sum;
        });
  }

  @Test
  void imitation() {
    check(network.weights().map(), new ImitationObjective(network, RULE));
  }

  @Test
  void bothDistillations() {
    check(network.weights().map(), new DistillationObjective(network, other, RULE, false));
    check(network.weights().map(), new DistillationObjective(network, other, RULE, true));
  }

  @Test
  void preferences() {
    check(network.weights().map(), new PreferenceObjective(network, RULE, 0.7));
  }

  @Test
  void valueLoss() {
    try (Critic critic = new Critic(network, 0.3)) {
      Tensor head = critic.head().get("value_head.weight");
      try (PointerScope _ = new PointerScope()) {
        double[] values = new SplittableRandom(4).doubles(12, -1, 1).toArray();
        head.copy_(Tensors.of(TestModels.DOUBLE, values, 1, 12));
      }
      check(critic.parameters().map(), critic);
    }
  }

  @Test
  void loraFactors() {
    try (var adapter =
            new io.github.alpharl.lab.network.LowRankAdapter(
                network.config(), 2, 4, 1, TestModels.DOUBLE);
        Network adapted =
            new Network(network.config(), network.weights().copy(), adapter, TestModels.DOUBLE)) {
      SplittableRandom random = new SplittableRandom(6);
      try (PointerScope _ = new PointerScope()) {
        for (Tensor factor : adapter.factors().map().values()) {
          double[] values = random.doubles(factor.numel(), -0.5, 0.5).toArray();
          factor.copy_(Tensors.of(TestModels.DOUBLE, values, factor.shape()));
        }
      }
      check(adapter.factors().map(), new ImitationObjective(adapted, RULE));
    }
  }

  private void check(Map<String, Tensor> leaves, Objective objective) {
    check(leaves, objective, rows -> value(objective, rows));
  }

  private void check(
      Map<String, Tensor> leaves,
      Objective objective,
      Function<List<TrainingSample>, Double> value) {
    // the ratio of a whole answer has one advantage, as group baselines give
    boolean sequence =
        objective instanceof PolicyObjective p
            && p.policyLoss() instanceof PolicyLoss.SequenceClipped;
    List<TrainingSample> samples = samples(!sequence);
    Parameters parameters = new Parameters();
    leaves.forEach(parameters::add);
    parameters.zeroGradients();
    updater(parameters, 1000).gradients(objective, samples, new StepMetrics());
    SplittableRandom random = new SplittableRandom(8);
    leaves.forEach(
        (name, leaf) -> {
          int at = random.nextInt((int) leaf.numel());
          double analytic = gradient(leaf, at);
          double up = moved(leaf, at, STEP, () -> value.apply(samples));
          double down = moved(leaf, at, -STEP, () -> value.apply(samples));
          assertThat((up - down) / (2 * STEP))
              .as("%s[%d] of %s", name, at, objective)
              .isCloseTo(analytic, Offset.offset(1e-7 + 1e-5 * Math.abs(analytic)));
        });
  }

  private static double gradient(Tensor leaf, int at) {
    try (PointerScope _ = new PointerScope()) {
      Tensor gradient = leaf.grad();
      return gradient.defined() ? Tensors.doubles(gradient)[at] : 0;
    }
  }

  private static double moved(
      Tensor leaf, int at, double by, java.util.function.DoubleSupplier value) {
    try (PointerScope _ = new PointerScope()) {
      DoublePointer memory = new DoublePointer(leaf.data_ptr());
      double before = memory.get(at);
      memory.put(at, before + by);
      double result = value.getAsDouble();
      memory.put(at, before);
      return result;
    }
  }

  private static double value(Objective objective, List<TrainingSample> samples) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      return objective
          .loss(samples, MicroBatches.packed(samples, TestModels.DOUBLE), new StepMetrics())
          .item_double();
    }
  }

  private static Updater updater(Parameters parameters, int microTokens) {
    Optimizer optimizer =
        new Optimizer(parameters, new Optimizer.Settings(Optimizer.Rule.SGD, 0, 0, 0));
    Schedule schedule = new Schedule(1, 0, Schedule.Shape.CONSTANT, 1);
    return new Updater(parameters, optimizer, schedule, 1, microTokens, TestModels.DOUBLE);
  }

  /** One row at a time, two at a time or all at once: the same gradient. */
  @ParameterizedTest
  @MethodSource("policyAlgorithms")
  void microBatchesChangeNothing(Algorithm algorithm) {
    TrainOptions options = Defaults.of(algorithm, Tasks.named("chained-arithmetic"), false, 128);
    Objective objective =
        new PolicyObjective(network, RULE, algorithm.policyLoss(options), KlEstimator.K3, 0.1, 0.1);
    List<double[]> whole = gradients(objective, 1_000_000);
    for (int micro : new int[] {1, 12, 30}) {
      List<double[]> split = gradients(objective, micro);
      for (int i = 0; i < whole.size(); i++) {
        assertThat(split.get(i)).containsExactly(whole.get(i), Offset.offset(1e-13));
      }
    }
  }

  private List<double[]> gradients(Objective objective, int microTokens) {
    Parameters parameters = new Parameters();
    network.weights().map().forEach(parameters::add);
    parameters.zeroGradients();
    updater(parameters, microTokens).gradients(objective, samples(), new StepMetrics());
    try (PointerScope _ = new PointerScope()) {
      return parameters.map().values().stream().map(leaf -> Tensors.doubles(leaf.grad())).toList();
    }
  }
}
