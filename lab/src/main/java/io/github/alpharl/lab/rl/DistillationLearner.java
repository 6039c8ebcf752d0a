package io.github.alpharl.lab.rl;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.network.ModelFiles;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.objective.DistillationObjective;
import io.github.alpharl.lab.objective.Objective;
import io.github.alpharl.lab.objective.StepMetrics;
import io.github.alpharl.lab.objective.TrainingSample;
import io.github.alpharl.lab.option.Algorithm;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.rl.Actor.Answer;
import io.github.alpharl.lab.torch.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Distillation from a teacher: on its answers (off-policy), or on the student's own. */
final class DistillationLearner implements Learner {

  private final TrainedPolicy policy;
  private final Network teacher;
  private final Actor author;
  private final Objective objective;

  DistillationLearner(TrainedPolicy policy) {
    this.policy = policy;
    boolean own = policy.options().algorithm() == Algorithm.ON_POLICY_DISTILL;
    teacher = load(policy);
    Actor actor = policy.actor();
    author = own ? actor : new Actor(teacher, actor.tokenizer(), actor.task(), actor.maxTokens());
    objective = new DistillationObjective(policy.network(), teacher, policy.rule(), own);
  }

  private static Network load(TrainedPolicy policy) {
    if (policy.options().example().teacher() == null) {
      throw UsageException.of("Distillation needs the option teacher, a model directory.");
    }
    Path directory = Path.of(policy.options().example().teacher());
    Network teacher = ModelFiles.load(directory, policy.network().compute());
    int expected = policy.network().config().vocabulary();
    if (teacher.config().vocabulary() != expected) {
      throw BadDataException.of(
              "%s: the teacher's vocabulary has %d tokens, the student's %d; they must be the same.",
              directory, teacher.config().vocabulary(), expected)
          .in(directory)
          .as(Defect.MISMATCH);
    }
    return teacher;
  }

  @Override
  public void step(int step, StepMetrics metrics) {
    TrainOptions options = policy.options();
    List<Answer> answers =
        author.answer(
            policy.problems(step, 0), options.batch().samples(), policy.sampling(step, 0));
    int tokens = answers.stream().mapToInt(answer -> answer.completion().length()).sum();
    List<TrainingSample> samples = new ArrayList<>();
    for (Answer answer : answers) {
      samples.add(TrainingSample.of(answer.prompt(), answer.completion().tokens(), 1.0 / tokens));
      metrics.add("reward", answer.grade().reward(), 1);
    }
    metrics.total("tokensSampled", tokens);
    policy.updater().step(objective, samples, metrics);
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
    teacher.close();
  }
}
