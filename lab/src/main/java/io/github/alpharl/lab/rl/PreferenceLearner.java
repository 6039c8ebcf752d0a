package io.github.alpharl.lab.rl;

import io.github.alpharl.lab.model.Network;
import io.github.alpharl.lab.model.Weights;
import io.github.alpharl.lab.rl.Actor.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * DPO, off-policy: the model that the run starts from answers every problem several times; a right
 * and a wrong answer to one problem are a pair.
 */
final class PreferenceLearner implements Learner {

  private final Context context;
  private final Network reference;
  private final Actor author;
  private final Objective objective;

  PreferenceLearner(Context context) {
    this.context = context;
    reference = context.frozen();
    Actor actor = context.actor();
    author = new Actor(reference, actor.tokenizer(), actor.task(), actor.maxTokens());
    double beta = context.options().preferenceBeta();
    objective = new PreferenceObjective(context.network(), context.rule(), beta);
  }

  @Override
  public void step(int step, Tally tally) {
    List<Sample> pairs = pairs(step, tally);
    tally.total("pairs", pairs.size() / 2.0);
    if (pairs.isEmpty()) {
      return;
    }
    TrainOptions options = context.options();
    List<double[]> log = Scores.of(reference, context.rule(), pairs, options.microTokens());
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      samples.add(pairs.get(i).withReference(log.get(i)).withWeight(2.0 / pairs.size()));
    }
    context.updater().step(objective, samples, tally);
  }

  private List<Sample> pairs(int step, Tally tally) {
    int size = context.options().samples();
    List<Answer> answers =
        author.answer(context.problems(step, 0), size, context.sampling(step, 0));
    List<Sample> pairs = new ArrayList<>();
    for (int from = 0; from < answers.size(); from += size) {
      List<Answer> group = answers.subList(from, from + size);
      group.forEach(answer -> tally.total("tokensSampled", answer.completion().length()));
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

  private static Sample sample(Answer answer) {
    return Sample.of(answer.prompt(), answer.completion().tokens(), 0);
  }

  @Override
  public Map<String, Weights> state() {
    return context.state();
  }

  @Override
  public Map<String, Updater> updaters() {
    return Map.of("policy", context.updater());
  }

  @Override
  public void close() {
    reference.close();
  }
}
