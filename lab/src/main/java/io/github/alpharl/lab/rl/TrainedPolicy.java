package io.github.alpharl.lab.rl;

import io.github.alpharl.lab.generation.Sampling;
import io.github.alpharl.lab.network.LogitRule;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.optimizer.Optimizer;
import io.github.alpharl.lab.optimizer.Parameters;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.task.Problem;
import io.github.alpharl.lab.task.Problems;
import io.github.alpharl.lab.task.Seeds;
import io.github.alpharl.lab.task.Split;
import io.github.alpharl.lab.torch.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What every learner shares: the policy, its options and its optimizer.
 *
 * @param actor the policy on its task
 * @param options of the run
 * @param parameters what trains
 * @param updater its optimizer
 */
public record TrainedPolicy(
    Actor actor, TrainOptions options, Parameters parameters, Updater updater)
    implements AutoCloseable {

  private static final long STRIDE = 1_000_000;

  public static TrainedPolicy of(Actor actor, TrainOptions options) {
    return of(actor, options, 1);
  }

  /** Like {@link #of(Actor, TrainOptions)}, the policy's learning rate times {@code rateFactor}. */
  public static TrainedPolicy of(Actor actor, TrainOptions options, double rateFactor) {
    Parameters parameters = Parameters.of(actor.network(), options.weights().trainable());
    double rate = rateFactor * options.update().learningRate();
    Updater updater = updater(parameters, options, rate, actor.network());
    return new TrainedPolicy(actor, options, parameters, updater);
  }

  static Updater updater(
      Parameters parameters, TrainOptions options, double rate, Network network) {
    return new Updater(
        parameters,
        new Optimizer(parameters, options.update().settings()),
        options.schedule(rate),
        options.update().gradientClip(),
        options.computing().microTokens(),
        network.compute());
  }

  Network network() {
    return actor.network();
  }

  /** Training problems of one sampling round of a step; never the same for another. */
  List<Problem> problems(int step, int round) {
    Problems all = new Problems(actor.task(), Split.TRAIN, options.seed());
    return all.range(
        step * STRIDE + (long) round * options.batch().prompts(), options.batch().prompts());
  }

  /** The sampling rule of one round of a step. */
  Sampling sampling(int step, int round) {
    long seed = Seeds.mix(options.seed(), step, round);
    return actor.sampling(
        options.draw().temperature(), options.draw().topP(), options.draw().topK(), seed);
  }

  /** Log-probabilities as when sampling. */
  LogitRule rule() {
    return actor.rule(sampling(0, 0));
  }

  /** A copy of the policy as it is now, which does not train. */
  Network frozen() {
    Network network = network();
    return new Network(network.config(), network.weights().copy(), network.compute());
  }

  /** State that all learners have. */
  Map<String, Weights> state() {
    Map<String, Weights> state = new LinkedHashMap<>();
    boolean lora = network().adapter() != null;
    state.put("policy", lora ? network().adapter().factors() : network().weights());
    state.put("policy.optimizer", updater.optimizer().state());
    return state;
  }

  /** Frees the optimizer's moments; the network is its owner's. */
  @Override
  public void close() {
    updater.optimizer().close();
  }
}
