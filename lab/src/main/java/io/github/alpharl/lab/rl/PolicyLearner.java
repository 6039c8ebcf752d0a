package io.github.alpharl.lab.rl;

import io.github.alpharl.lab.fault.Fault;
import io.github.alpharl.lab.fault.FaultSchedule;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.objective.Aggregation;
import io.github.alpharl.lab.objective.Critic;
import io.github.alpharl.lab.objective.KlEstimator;
import io.github.alpharl.lab.objective.OverlongShaping;
import io.github.alpharl.lab.objective.PolicyObjective;
import io.github.alpharl.lab.objective.Rewards;
import io.github.alpharl.lab.objective.StepMetrics;
import io.github.alpharl.lab.objective.TokenLogProbabilities;
import io.github.alpharl.lab.objective.TrainingSample;
import io.github.alpharl.lab.option.Algorithm;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.rl.Actor.Answer;
import io.github.alpharl.lab.torch.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Policy gradient: sample, grade, estimate advantages, update in mini-batches. */
final class PolicyLearner implements Learner {

  private final TrainedPolicy policy;
  private final TrainOptions options;
  private final Algorithm algorithm;
  private final FaultSchedule faults;
  private final OverlongShaping overlong;
  private final Network reference;
  private final Critic critic;
  private final Updater criticUpdater;

  PolicyLearner(TrainedPolicy policy) {
    this.policy = policy;
    options = policy.options();
    algorithm = options.algorithm();
    faults =
        FaultSchedule.of(
            options.breaking().fault(), policy.network(), policy.parameters(), options.seed());
    overlong = options.penalty().overlongBuffer() == 0 ? null : overlong();
    reference = options.penalty().needsReference() ? policy.frozen() : null;
    critic =
        algorithm.hasCritic() ? new Critic(policy.network(), options.clip().valueClip()) : null;
    criticUpdater =
        critic == null
            ? null
            : TrainedPolicy.updater(
                critic.parameters(),
                options,
                options.update().criticLearningRate(),
                policy.network());
  }

  private PolicyObjective objective(Fault fault) {
    return new PolicyObjective(
        policy.network(),
        policy.rule(),
        algorithm.policyLoss(options),
        options.penalty().kl(),
        options.penalty().klLoss(),
        fault.entropyCoefficient(options.penalty().entropyCoefficient()));
  }

  private OverlongShaping overlong() {
    return new OverlongShaping(
        policy.actor().maxTokens(),
        options.penalty().overlongBuffer(),
        options.penalty().overlongFactor());
  }

  @Override
  public void step(int step, StepMetrics metrics) {
    Fault fault = faults.at(step);
    List<Answer> answers = new Rollouts(policy, fault).collect(step, metrics);
    if (!answers.isEmpty()) { // else no mixed group: nothing to learn, and the metrics say so
      learn(samples(answers), fault, metrics);
    }
  }

  private void learn(List<TrainingSample> samples, Fault fault, StepMetrics metrics) {
    PolicyObjective objective = objective(fault);
    for (int epoch = 0; epoch < options.batch().epochs(); epoch++) {
      for (List<TrainingSample> mini : miniBatches(samples)) {
        List<TrainingSample> rows = instructive(weighted(mini), objective);
        policy.updater().step(objective, rows, metrics, fault);
        updateCritic(mini);
      }
    }
  }

  /**
   * Leaves out answers of zero advantage (groups that are all right or all wrong): their gradient
   * is exactly 0 unless a KL or entropy term asks for them, and their weight has been counted.
   */
  private static List<TrainingSample> instructive(
      List<TrainingSample> samples, PolicyObjective objective) {
    if (objective.klCoefficient() != 0 || objective.entropyCoefficient() != 0) {
      return samples;
    }
    return samples.stream().filter(PolicyLearner::hasAdvantage).toList();
  }

  private static boolean hasAdvantage(TrainingSample sample) {
    return Arrays.stream(sample.advantages()).anyMatch(advantage -> advantage != 0);
  }

  private void updateCritic(List<TrainingSample> mini) {
    if (critic != null) {
      criticUpdater.step(critic, weighted(mini, Aggregation.TOKEN_MEAN), new StepMetrics());
    }
  }

  private List<TrainingSample> samples(List<Answer> answers) {
    List<TrainingSample> plain = answers.stream().map(PolicyLearner::plain).toList();
    List<double[]> referenceLog =
        reference == null
            ? null
            : TokenLogProbabilities.of(
                reference, policy.rule(), plain, options.computing().microTokens());
    List<double[]> values =
        critic == null ? null : critic.values(plain, options.computing().microTokens());
    Rewards rewards = rewards(answers, plain, referenceLog, values);
    double[][] advantages = algorithm.advantage().of(rewards);
    double[][] returns = critic == null ? null : returns(rewards);
    List<TrainingSample> samples = new ArrayList<>();
    for (int i = 0; i < plain.size(); i++) {
      samples.add(
          new TrainingSample(
              plain.get(i).prompt(),
              plain.get(i).answer(),
              plain.get(i).oldLog(),
              advantages[i],
              referenceLog == null ? new double[0] : referenceLog.get(i),
              values == null ? new double[0] : values.get(i),
              returns == null ? new double[0] : returns[i],
              0));
    }
    return samples;
  }

  private static TrainingSample plain(Answer answer) {
    double[] none = {};
    return new TrainingSample(
        answer.prompt(),
        answer.completion().tokens(),
        answer.completion().logProbabilities(),
        none,
        none,
        none,
        none,
        0);
  }

  /** Returns are A + V before whitening. */
  private static double[][] returns(Rewards rewards) {
    double[][] returns = rewards.gae();
    for (int i = 0; i < returns.length; i++) {
      for (int t = 0; t < returns[i].length; t++) {
        returns[i][t] += rewards.values()[i][t];
      }
    }
    return returns;
  }

  private Rewards rewards(
      List<Answer> answers,
      List<TrainingSample> plain,
      List<double[]> referenceLog,
      List<double[]> values) {
    double[] totals = new double[answers.size()];
    double[][] perToken = new double[answers.size()][];
    for (int i = 0; i < totals.length; i++) {
      totals[i] = reward(answers.get(i));
      perToken[i] = new double[plain.get(i).answer().length];
      if (options.penalty().klReward() != 0) {
        punish(perToken[i], plain.get(i).oldLog(), referenceLog.get(i));
      }
    }
    return new Rewards(
        options.batch().samples(),
        totals,
        perToken,
        values == null ? null : values.toArray(double[][]::new),
        options.discount().gamma(),
        options.discount().lambda());
  }

  private void punish(double[] rewards, double[] log, double[] referenceLog) {
    for (int t = 0; t < rewards.length; t++) {
      rewards[t] -= options.penalty().klReward() * KlEstimator.K1.of(log[t], referenceLog[t]);
    }
  }

  private double reward(Answer answer) {
    double reward = answer.grade().reward();
    return overlong == null ? reward : reward + overlong.of(answer.completion().length());
  }

  /** Whole groups, as equal in number as possible. */
  private List<List<TrainingSample>> miniBatches(List<TrainingSample> samples) {
    int groups = samples.size() / options.batch().samples();
    int count = Math.min(options.batch().miniBatches(), groups);
    List<List<TrainingSample>> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = groups * i / count * options.batch().samples();
      int to = groups * (i + 1) / count * options.batch().samples();
      parts.add(samples.subList(from, to));
    }
    return parts;
  }

  private List<TrainingSample> weighted(List<TrainingSample> samples) {
    return weighted(samples, algorithm.aggregation());
  }

  private List<TrainingSample> weighted(List<TrainingSample> samples, Aggregation aggregation) {
    int[] lengths = samples.stream().mapToInt(sample -> sample.answer().length).toArray();
    double[] weights = aggregation.weights(lengths, policy.actor().maxTokens());
    List<TrainingSample> weighted = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      weighted.add(samples.get(i).withWeight(weights[i]));
    }
    return weighted;
  }

  @Override
  public Map<String, Weights> state() {
    Map<String, Weights> state = policy.state();
    if (critic != null) {
      state.put("critic", critic.body());
      state.put("critic.head", critic.head());
      state.put("critic.optimizer", criticUpdater.optimizer().state());
    }
    return state;
  }

  @Override
  public Map<String, Weights> faultMemory() {
    return faults.memory();
  }

  @Override
  public Map<String, Updater> updaters() {
    Map<String, Updater> updaters = new LinkedHashMap<>();
    updaters.put("policy", policy.updater());
    if (critic != null) {
      updaters.put("critic", criticUpdater);
    }
    return updaters;
  }

  @Override
  public void close() {
    faults.close();
    if (reference != null) {
      reference.close();
    }
    if (critic != null) {
      critic.close();
      criticUpdater.optimizer().close();
    }
  }
}
