package io.github.alpharl.accelerate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

  /**
   * The model that was best so far, by the lower end of its interval, where with 95 % confidence
   * the last leg ended below it and went on from there.
   */
  Optional<String> fallenBehind() {
    if (isEmpty() || last().problems() == 0 || last().accepted() != null) {
      return Optional.empty();
    }
    Standing now = Standing.end(last());
    return Stream.concat(
            Standing.start(decisions.getFirst()).stream(),
            decisions.stream()
                .limit(decisions.size() - 1)
                .filter(decision -> decision.problems() > 0)
                .map(Standing::end))
        .max(Comparator.comparingDouble(Standing::low))
        .filter(best -> best.isAbove(now))
        .map(Standing::model);
  }

  /** A model's share of right answers and its variance. */
  private record Standing(String model, double share, double variance) {

    static Standing end(Decision leg) {
      double[] found = History.share(leg.right(), leg.problems());
      return new Standing(leg.end(), found[0], found[1]);
    }

    /** The run's start, where its first leg asked for it. */
    static Optional<Standing> start(Decision first) {
      String undone = new Candidate.Scaled(-1).name();
      return first.trials().stream()
          .filter(trial -> trial.name().equals(undone) && trial.problems() > 0)
          .map(trial -> History.share(trial.right(), trial.problems()))
          .map(found -> new Standing(first.start(), found[0], found[1]))
          .findFirst();
    }

    double low() {
      return share - Z95 * Math.sqrt(variance);
    }

    boolean isAbove(Standing other) {
      return share - other.share > Z95 * Math.sqrt(variance + other.variance);
    }
  }

  /** Share of right answers and its variance, by one more success and failure than there were. */
  private static double[] share(List<Decision> part) {
    return share(
        part.stream().mapToInt(Decision::right).sum(),
        part.stream().mapToInt(Decision::problems).sum());
  }

  private static double[] share(int right, int problems) {
    double p = (right + 1) / (problems + 2.0);
    return new double[] {p, p * (1 - p) / (problems + 2.0)};
  }
}
