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

  /** So many problems tell the accuracy of the last ends. */
  private static final int RECENT = 2000;

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

  /** What the last ends failed, since the last decision that changed anything. */
  Failures lastEnds() {
    List<Decision> recent = new ArrayList<>();
    int problems = 0;
    for (Decision decision : undisturbed().reversed()) {
      if (problems >= RECENT) {
        break;
      }
      recent.add(decision);
      problems += decision.problems();
    }
    return Failures.of(recent);
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
    Share late = Share.of(searched.subList(n - PLATEAU, n));
    Share early = Share.of(searched.subList(n - 2 * PLATEAU, n - PLATEAU));
    return late.value() - early.value() + late.margin(early) < gain;
  }

  /**
   * The model that was best so far, by the lower end of its interval, where with 95 % confidence
   * the last leg ended below it and went on from there.
   */
  Optional<String> fallenBehind() {
    if (isEmpty() || last().problems() == 0 || last().accepted() != null) {
      return Optional.empty();
    }
    Share now = Share.of(List.of(last()));
    return Stream.concat(
            Standing.start(decisions.getFirst()).stream(),
            decisions.stream()
                .limit(decisions.size() - 1)
                .filter(decision -> decision.problems() > 0)
                .map(Standing::end))
        .max(Comparator.comparingDouble(standing -> standing.share().low()))
        .filter(best -> best.share().isAbove(now))
        .map(Standing::model);
  }

  /** A model and what it solved. */
  private record Standing(String model, Share share) {

    static Standing end(Decision leg) {
      return new Standing(leg.end(), Share.of(List.of(leg)));
    }

    /** The run's start, where its first leg asked for it. */
    static Optional<Standing> start(Decision first) {
      return trials(List.of(first), Candidate.Scaled.UNDO).stream()
          .filter(trial -> trial.problems() > 0)
          .map(trial -> new Standing(first.start(), Share.of(trial.right(), trial.problems())))
          .findFirst();
    }
  }

  /** A share of right answers and its variance. */
  private record Share(double value, double variance) {

    /** By one more success and failure than there were. */
    static Share of(int right, int problems) {
      double p = (right + 1) / (problems + 2.0);
      return new Share(p, p * (1 - p) / (problems + 2.0));
    }

    /** Of the ends of some legs together. */
    static Share of(List<Decision> legs) {
      return of(
          legs.stream().mapToInt(Decision::right).sum(),
          legs.stream().mapToInt(Decision::problems).sum());
    }

    double low() {
      return value - Z95 * Math.sqrt(variance);
    }

    /** By how much a difference from {@code other} may be chance. */
    double margin(Share other) {
      return Z95 * Math.sqrt(variance + other.variance);
    }

    boolean isAbove(Share other) {
      return value - other.value > margin(other);
    }
  }
}
