package io.github.alpharl.lab.rl;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.lab.generation.Completion;
import io.github.alpharl.lab.generation.Generator;
import io.github.alpharl.lab.generation.Sampling;
import io.github.alpharl.lab.network.LogitRule;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.task.Grade;
import io.github.alpharl.lab.task.Problem;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.text.Tokenizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A network that answers the problems of a task.
 *
 * @param network the model
 * @param tokenizer its tokenizer
 * @param task the problems
 * @param maxTokens longest answer
 */
public record Actor(Network network, Tokenizer tokenizer, Task task, int maxTokens) {

  private static final int SLACK = 8;

  /**
   * One graded answer.
   *
   * @param prompt ids of the prompt
   * @param completion what was sampled
   * @param text the answer as text
   * @param grade what it is worth
   */
  @SuppressWarnings("ArrayRecordComponent") // ids on their way to a batch; never compared
  public record Answer(int[] prompt, Completion completion, String text, Grade grade) {

    /** The same, worth something else. */
    Answer with(Grade other) {
      return new Answer(prompt, completion, text, other);
    }
  }

  /** An actor whose answers may be {@code maxTokens} long, or as long as the task needs if 0. */
  public static Actor of(Network network, Tokenizer tokenizer, Task task, int maxTokens) {
    int longest = maxTokens == 0 ? task.maxAnswer() + SLACK : maxTokens;
    Actor actor = new Actor(network, tokenizer.keeping(task.characters()), task, longest);
    actor.requireVocabulary();
    return actor;
  }

  private void requireVocabulary() {
    for (char character : task.characters().toCharArray()) {
      int[] ids = tokenizer.encodePlain(String.valueOf(character));
      boolean known = ids.length > 0 && tokenizer.decode(ids).equals(String.valueOf(character));
      if (!known || ids[0] >= network.config().vocabulary()) {
        throw BadDataException.of(
                "The model's vocabulary cannot write '%s', which the task %s needs; take a model made"
                    + " for this task, such as one that the lab trained on it from random weights.",
                character, task.name())
            .as(Defect.MISMATCH);
      }
    }
  }

  /** The same actor with another network of its kind. */
  Actor with(Network other) {
    return new Actor(other, tokenizer, task, maxTokens);
  }

  /** Sampling for this task: its stop token ends an answer, fillers are never drawn. */
  public Sampling sampling(double temperature, double topP, int topK, long seed) {
    Set<Integer> stop = new HashSet<>(network.config().stopTokens());
    int[] end = tokenizer.encodePlain(String.valueOf(task.stop()));
    if (end.length == 1) {
      stop.add(end[0]);
    }
    Set<Integer> banned = new HashSet<>(network.config().fillers());
    banned.removeAll(stop);
    return new Sampling(temperature, topP, topK, maxTokens, stop, banned, seed);
  }

  /** The rule by which {@code sampling} gives log-probabilities. */
  public LogitRule rule(Sampling sampling) {
    return new LogitRule(sampling.divisor(), sampling.banned(), network.config().vocabulary());
  }

  /** {@code samples} graded answers to every problem, problem by problem. */
  public List<Answer> answer(List<Problem> problems, int samples, Sampling sampling) {
    List<int[]> prompts =
        problems.stream().map(problem -> tokenizer.encode(problem.prompt())).toList();
    List<Completion> completions = new Generator(network, sampling).generate(prompts, samples);
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < completions.size(); i++) {
      Completion completion = completions.get(i);
      String text = tokenizer.decode(completion.tokens());
      Grade grade = task.grade(problems.get(i / samples), text);
      answers.add(new Answer(prompts.get(i / samples), completion, text, grade));
    }
    return answers;
  }

  /** Share of right answers. */
  public double accuracy(List<Problem> problems, int samples, Sampling sampling) {
    return answer(problems, samples, sampling).stream()
        .mapToDouble(answer -> answer.grade().reward())
        .average()
        .orElseThrow();
  }
}
