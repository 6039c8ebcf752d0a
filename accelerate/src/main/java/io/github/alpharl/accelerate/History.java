package io.github.alpharl.accelerate;

import java.util.ArrayList;
import java.util.List;

/**
 * What all decisions so far amount to.
 *
 * @param decisions in order
 */
record History(List<Decision> decisions) {

  /** Legs of one part of a plateau. */
  private static final int PLATEAU = 3;

  private static final double Z95 = 1.645;

  History {
    decisions = List.copyOf(decisions);
  }

  History plus(Decision decision) {
    List<Decision> more = new ArrayList<>(decisions);
    more.add(decision);
    return new History(more);
  }

  boolean isEmpty() {
    return decisions.isEmpty();
  }

  Decision last() {
    return decisions.getLast();
  }

  long step() {
    return isEmpty() ? 0 : last().to();
  }

  double rateFactor() {
    return isEmpty() ? 1 : last().nextRateFactor();
  }

  long training() {
    return isEmpty() ? 0 : last().trainingSoFar();
  }

  long search() {
    return isEmpty() ? 0 : last().searchSoFar();
  }

  /** The first validation problem that no search has used. */
  int nextProblem() {
    return isEmpty() ? 0 : last().firstProblem() + last().problems();
  }

  /** Searches since the last decision that changed anything. */
  List<Decision> undisturbed() {
    List<Decision> part = new ArrayList<>();
    for (Decision decision : decisions.reversed()) {
      if (decision.accepted() != null) {
        break;
      }
      part.addFirst(decision);
    }
    return part;
  }

  /** The trials of a candidate in all decisions, rising. */
  List<Trial> trials(Candidate candidate) {
    return trials(decisions, candidate);
  }

  /** Those since the last decision that changed anything. */
  List<Trial> undisturbed(Candidate candidate) {
    return trials(undisturbed(), candidate);
  }

  private static List<Trial> trials(List<Decision> of, Candidate candidate) {
    return of.stream()
        .flatMap(decision -> decision.trials().stream())
        .filter(trial -> trial.name().equals(candidate.name()))
        .toList();
  }

  /** Checkpoints since the last decision that changed anything, the last {@code most} at most. */
  List<String> checkpoints(List<String> ofThisLeg, int most) {
    List<String> all = new ArrayList<>();
    undisturbed().forEach(decision -> all.addAll(decision.checkpoints()));
    all.addAll(ofThisLeg);
    return all.subList(Math.max(0, all.size() - most), all.size());
  }

  /**
   * True where the last three searched legs have, with 95 % confidence, gained less than {@code
   * gain} over the three before.
   */
  boolean plateau(double gain) {
    List<Decision> searched = decisions.stream().filter(d -> d.problems() > 0).toList();
    if (gain == 0 || searched.size() < 2 * PLATEAU) {
      return false;
    }
    int n = searched.size();
    double[] late = share(searched.subList(n - PLATEAU, n));
    double[] early = share(searched.subList(n - 2 * PLATEAU, n - PLATEAU));
    return late[0] - early[0] + Z95 * Math.sqrt(late[1] + early[1]) < gain;
  }

  /** Share of right answers and its variance, by one more success and failure than there were. */
  private static double[] share(List<Decision> part) {
    double problems = part.stream().mapToInt(Decision::problems).sum() + 2.0;
    double p = (part.stream().mapToInt(Decision::right).sum() + 1) / problems;
    return new double[] {p, p * (1 - p) / problems};
  }
}
