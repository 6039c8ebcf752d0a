package io.github.alpharl.lab.rl;

import io.github.alpharl.lab.generation.Completion;
import io.github.alpharl.lab.generation.Generator;
import io.github.alpharl.lab.generation.Sampling;
import io.github.alpharl.lab.network.ModelFiles;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.task.Problem;
import io.github.alpharl.lab.task.Problems;
import io.github.alpharl.lab.task.Split;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.text.Tokenizer;
import io.github.alpharl.lab.torch.Compute;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Answers of a model, to look at.
 *
 * @param model its directory
 * @param count answers
 * @param temperature 0 takes the likeliest token
 * @param topP draw from the likeliest tokens of this total
 * @param topK draw from that many likeliest tokens; 0 is all
 * @param maxTokens longest answer
 * @param seed of the draws, and of the problems
 */
public record Samples(
    Path model, int count, double temperature, double topP, int topK, int maxTokens, long seed) {

  /**
   * One answer.
   *
   * @param problem what was asked, where it is of a task
   * @param text what was answered
   * @param completion its tokens
   * @param right whether it is, where it can be told
   */
  public record Sample(
      Optional<String> problem, String text, Completion completion, Optional<Boolean> right) {}

  /** Continuations of {@code prompt}. */
  public List<Sample> to(String prompt, Compute compute) {
    try (Tokenizer tokenizer = Tokenizer.open(model);
        Network network = ModelFiles.load(model, compute)) {
      TreeSet<Integer> banned = network.config().fillers();
      banned.removeAll(network.config().stopTokens());
      Sampling sampling =
          new Sampling(
              temperature, topP, topK, maxTokens, network.config().stopTokens(), banned, seed);
      List<int[]> prompts = List.of(tokenizer.encode(prompt));
      return new Generator(network, sampling)
          .generate(prompts, count).stream()
              .map(
                  c ->
                      new Sample(
                          Optional.empty(), tokenizer.decode(c.tokens()), c, Optional.empty()))
              .toList();
    }
  }

  /** Graded answers to test problems of {@code task}, one each. */
  public List<Sample> of(Task task, Compute compute) {
    try (Tokenizer tokenizer = Tokenizer.open(model);
        Network network = ModelFiles.load(model, compute)) {
      Actor actor = Actor.of(network, tokenizer, task, maxTokens);
      List<Problem> problems = new Problems(task, Split.TEST, seed).range(0, count);
      List<Actor.Answer> answers =
          actor.answer(problems, 1, actor.sampling(temperature, topP, topK, seed));
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Actor.Answer answer = answers.get(i);
        samples.add(
            new Sample(
                Optional.of(problems.get(i).prompt()),
                answer.text(),
                answer.completion(),
                Optional.of(answer.grade().right())));
      }
      return samples;
    }
  }
}
