package io.github.alpharl.accelerate;

import java.util.List;

/**
 * What was decided at one leg's end, with its figures: a line of decisions.jsonl. Paths are those
 * within the run's directory where they can be.
 *
 * @param leg its number, from 1
 * @param from its first step less 1
 * @param to its last step
 * @param rateFactor what the learning rate was multiplied by
 * @param start the model that it started from
 * @param end the model that it ended with
 * @param checkpoints models of its steps
 * @param training rollouts of its training
 * @param search rollouts of its search
 * @param trainingSoFar rollouts of all training so far
 * @param searchSoFar rollouts of all searches so far
 * @param allowance rollouts that the search might have taken
 * @param firstProblem number of its first validation problem
 * @param problems validation problems that the leg's end answered
 * @param right of these
 * @param trials the candidates
 * @param accepted name of the accepted candidate, or null
 * @param next the model that the run goes on from
 * @param nextRateFactor what the learning rate of the next leg is multiplied by
 * @param why in words
 */
public record Decision(
    int leg,
    long from,
    long to,
    double rateFactor,
    String start,
    String end,
    List<String> checkpoints,
    long training,
    long search,
    long trainingSoFar,
    long searchSoFar,
    long allowance,
    int firstProblem,
    int problems,
    int right,
    List<Trial> trials,
    String accepted,
    String next,
    double nextRateFactor,
    String why) {

  /** Copies the lists. */
  public Decision {
    checkpoints = List.copyOf(checkpoints);
    trials = List.copyOf(trials);
  }

  /** True where the run goes on from another model than the leg's end. */
  public boolean replaces() {
    return !next.equals(end);
  }
}
