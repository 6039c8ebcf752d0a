package io.github.alpharl.lab.rl;

import io.github.alpharl.lab.fault.Fault;
import io.github.alpharl.lab.fault.Graded;
import io.github.alpharl.lab.objective.StepMetrics;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.rl.Actor.Answer;
import io.github.alpharl.lab.task.Grade;
import io.github.alpharl.lab.task.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers the answers of a step. With more than one round only mixed groups count (dynamic
 * sampling): those of one reward would have no gradient. Surplus groups are cut; if the rounds do
 * not fill the step it goes on with what there is, where verl fails: late in a good run nearly all
 * groups are right, and that is no error.
 *
 * @param policy whose answers
 * @param fault what is broken of it
 */
record Rollouts(TrainedPolicy policy, Fault fault) {

  /** The answers of step {@code step}, whole groups in order. */
  List<Answer> collect(int step, StepMetrics metrics) {
    TrainOptions options = policy.options();
    List<Answer> kept = new ArrayList<>();
    int wanted = options.batch().prompts() * options.batch().samples();
    int rounds = 0;
    Actor sampler = policy.actor().with(fault.sampler(policy.network()));
    while (rounds < options.batch().rounds() && kept.size() < wanted) {
      List<Answer> answers = answers(sampler, step, rounds);
      tell(answers, rounds, metrics);
      keep(answers, kept);
      rounds++;
    }
    List<Answer> cut = kept.subList(0, Math.min(wanted, kept.size()));
    metrics.total("rounds", rounds);
    metrics.total("groups", (double) cut.size() / options.batch().samples());
    return cut;
  }

  /** The answers of one round as the reward grades them. */
  private List<Answer> answers(Actor sampler, int step, int round) {
    List<Problem> problems = policy.problems(step, round);
    int samples = policy.options().batch().samples();
    List<Answer> answers = sampler.answer(problems, samples, policy.sampling(step, round));
    List<Graded> graded = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      Answer answer = answers.get(i);
      int tokens = answer.completion().length();
      graded.add(new Graded(problems.get(i / samples), answer.text(), tokens, answer.grade()));
    }
    List<Grade> grades = fault.grades(policy.actor().task(), graded, samples);
    List<Answer> regraded = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      regraded.add(answers.get(i).with(grades.get(i)));
    }
    return regraded;
  }

  private void keep(List<Answer> answers, List<Answer> kept) {
    int size = policy.options().batch().samples();
    for (int from = 0; from < answers.size(); from += size) {
      List<Answer> group = answers.subList(from, from + size);
      if (policy.options().batch().rounds() == 1 || mixed(group)) {
        kept.addAll(group);
      }
    }
  }

  private static boolean mixed(List<Answer> group) {
    long right = group.stream().filter(answer -> answer.grade().right()).count();
    return right > 0 && right < group.size();
  }

  /** Accuracy and lengths come from the first round alone: later ones are chosen. */
  private static void tell(List<Answer> answers, int round, StepMetrics metrics) {
    for (Answer answer : answers) {
      metrics.total("tokensSampled", answer.completion().length());
      if (round == 0) {
        metrics.add("reward", answer.grade().reward(), 1);
        metrics.add("partial", answer.grade().partial(), 1);
        metrics.add("answerTokens", answer.completion().length(), 1);
        metrics.add("truncated", answer.completion().stopped() ? 0 : 1, 1);
      }
    }
  }
}
