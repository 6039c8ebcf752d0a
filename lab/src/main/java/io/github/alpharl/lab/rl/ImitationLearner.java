package io.github.alpharl.lab.rl;

import io.github.alpharl.lab.objective.ImitationObjective;
import io.github.alpharl.lab.objective.Objective;
import io.github.alpharl.lab.objective.StepMetrics;
import io.github.alpharl.lab.objective.TrainingSample;
import io.github.alpharl.lab.option.ImitatedText;
import io.github.alpharl.lab.task.Problem;
import io.github.alpharl.lab.task.Seeds;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.torch.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** SFT: imitates the task's base texts or its solutions; the loss is on the answers alone. */
final class ImitationLearner implements Learner {

  private final TrainedPolicy policy;
  private final Objective objective;

  ImitationLearner(TrainedPolicy policy) {
    this.policy = policy;
    objective = new ImitationObjective(policy.network(), policy.rule());
  }

  @Override
  public void step(int step, StepMetrics metrics) {
    List<Problem> problems = policy.problems(step, 0);
    SplittableRandom random =
        new SplittableRandom(Seeds.mix(policy.options().seed(), step, Integer.MAX_VALUE));
    List<int[]> answers = new ArrayList<>();
    for (Problem problem : problems) {
      answers.add(policy.actor().tokenizer().encodePlain(text(problem, random)));
    }
    int tokens = answers.stream().mapToInt(answer -> answer.length).sum();
    List<TrainingSample> samples = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      int[] prompt = policy.actor().tokenizer().encode(problems.get(i).prompt());
      samples.add(TrainingSample.of(prompt, answers.get(i), 1.0 / tokens));
    }
    policy.updater().step(objective, samples, metrics);
  }

  private String text(Problem problem, SplittableRandom random) {
    Task task = policy.actor().task();
    return policy.options().example().text() == ImitatedText.SOLUTION
        ? task.solution(problem)
        : task.demonstration(problem, random);
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
  public void close() {}
}
