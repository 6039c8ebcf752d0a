package io.github.alpharl.lab.rl;

import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.objective.Objective;
import io.github.alpharl.lab.objective.PreferenceObjective;
import io.github.alpharl.lab.objective.StepMetrics;
import io.github.alpharl.lab.objective.TokenLogProbabilities;
import io.github.alpharl.lab.objective.TrainingSample;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.rl.Actor.Answer;
import io.github.alpharl.lab.torch.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * DPO, off-policy: the model that the run starts from answers every problem several times; a right
 * and a wrong answer to one problem are a pair.
 */
final class PreferenceLearner implements Learner {

  private final TrainedPolicy policy;
  private final Network reference;
  private final Actor author;
  private final Objective objective;

  PreferenceLearner(TrainedPolicy policy) {
    this.policy = policy;
    reference = policy.frozen();
    Actor actor = policy.actor();
    author = new Actor(reference, actor.tokenizer(), actor.task(), actor.maxTokens());
    double beta = policy.options().example().preferenceBeta();
    objective = new PreferenceObjective(policy.network(), policy.rule(), beta);
  }

  @Override
  public void step(int step, StepMetrics metrics) {
    List<TrainingSample> pairs = pairs(step, metrics);
    metrics.total("pairs", pairs.size() / 2.0);
    if (pairs.isEmpty()) {
      return;
    }
    TrainOptions options = policy.options();
    List<double[]> log =
        TokenLogProbabilities.of(
            reference, policy.rule(), pairs, options.computing().microTokens());
    List<TrainingSample> samples = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      samples.add(pairs.get(i).withReference(log.get(i)).withWeight(2.0 / pairs.size()));
    }
    policy.updater().step(objective, samples, metrics);
  }

  private List<TrainingSample> pairs(int step, StepMetrics metrics) {
    int size = policy.options().batch().samples();
    List<Answer> answers = author.answer(policy.problems(step, 0), size, policy.sampling(step, 0));
    List<TrainingSample> pairs = new ArrayList<>();
    for (int from = 0; from < answers.size(); from += size) {
      List<Answer> group = answers.subList(from, from + size);
      group.forEach(answer -> metrics.total("tokensSampled", answer.completion().length()));
      Optional<Answer> chosen = first(group, true);
      Optional<Answer> rejected = first(group, false);
      if (chosen.isPresent() && rejected.isPresent()) {
        pairs.add(sample(chosen.get()));
        pairs.add(sample(rejected.get()));
      }
    }
    return pairs;
  }

  private static Optional<Answer> first(List<Answer> group, boolean right) {
    return group.stream().filter(answer -> answer.grade().right() == right).findFirst();
  }

  private static TrainingSample sample(Answer answer) {
    return TrainingSample.of(answer.prompt(), answer.completion().tokens(), 0);
  }

  @Override
  public Map<String, Weights> state() {
    return policy.state();
  }

  @Override
  public Map<String, Updater> updaters() {
    return Map.of("policy", policy.updater());
  }

  @Override
  public void close() {
    reference.close();
  }
}
