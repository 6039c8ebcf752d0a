package io.github.alpharl.race;

import io.github.alpharl.failure.UsageException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds a model that is better than the incumbent, if there is one: successive halving (Jamieson
 * and Talwalkar 2016), then a confirmation.
 *
 * <p>In each round all challengers that are left answer the same fresh problems; the better half by
 * all answers so far goes on to twice as many. The one that is left and the incumbent answer
 * further problems that no choice was made on, and it wins only where {@link PairedTest#chance} is
 * at most the error rate. So whatever the challengers are, the result is worse than the incumbent
 * with at most that probability.
 *
 * @param first problems of the first round; each later one has twice as many
 * @param confirm problems of the confirmation
 * @param error the error rate, in (0, 1)
 */
public record Race(int first, int confirm, double error) {

  /** Refuses what is no plan. */
  public Race {
    if (first < 1 || confirm < 1) {
      throw UsageException.of(
          "a race needs at least 1 problem a round, not %d and %d", first, confirm);
    }
    if (!(error > 0 && error < 1)) {
      throw UsageException.of("the error rate of a search must lie between 0 and 1, not %s", error);
    }
  }

  /**
   * How far a challenger came.
   *
   * @param problems that it answered before the confirmation
   * @param right of these
   */
  public record Standing(String name, int problems, int right) {

    /** The share of right answers. */
    public double accuracy() {
      return (double) right / problems;
    }

    private Standing plus(Standing other) {
      return new Standing(name, problems + other.problems, right + other.right);
    }
  }

  /**
   * The end of a race.
   *
   * @param leader the best challenger
   * @param standings of all challengers, the best first
   * @param leaderRight problems of the confirmation that the leader solved
   * @param incumbentRight problems of the confirmation that the incumbent solved
   * @param test of the leader against the incumbent on the confirmation
   * @param accepted whether the leader replaces the incumbent
   */
  public record Result(
      String leader,
      List<Standing> standings,
      int leaderRight,
      int incumbentRight,
      PairedTest test,
      boolean accepted) {

    /** Copies the list. */
    public Result {
      standings = List.copyOf(standings);
    }
  }

  /** Runs it; the same answers give the same result. */
  public Result run(Contestant incumbent, List<? extends Contestant> challengers) {
    return attempt(incumbent, challengers)
        .orElseThrow(() -> new IllegalStateException("a contestant is not ready"));
  }

  /** Like {@link #run}; empty where a contestant is not ready, after all others were asked. */
  public Optional<Result> attempt(Contestant incumbent, List<? extends Contestant> challengers) {
    return heat(challengers, 0).flatMap(heat -> confirm(heat, incumbent));
  }

  /**
   * What a part of a race ended with.
   *
   * @param leader the challenger that is left
   * @param standings of all, the leader first
   * @param next the first problem that nobody was asked
   */
  public record Heat(Contestant leader, List<Standing> standings, int next) {

    /** Copies the list. */
    public Heat {
      standings = List.copyOf(standings);
    }

    /** This after {@code earlier}, whose leader raced here, too. */
    public Heat after(Heat earlier) {
      Standing before = earlier.standings.getFirst();
      List<Standing> all = new ArrayList<>();
      for (Standing own : standings) {
        all.add(own.name().equals(before.name()) ? own.plus(before) : own);
      }
      all.addAll(earlier.standings.subList(1, earlier.standings.size()));
      return new Heat(leader, all, next);
    }
  }

  /**
   * Halves {@code challengers} until one is left, on problems from number {@code begin}; empty
   * where one is not ready, after all others were asked.
   */
  public Optional<Heat> heat(List<? extends Contestant> challengers, int begin) {
    if (challengers.isEmpty()) {
      throw UsageException.of("a search needs at least one candidate beside the last checkpoint");
    }
    List<Runner> left = new ArrayList<>(challengers.stream().map(Runner::new).toList());
    List<Runner> out = new ArrayList<>();
    int from = begin;
    for (int count = first; left.size() > 1; count *= 2) {
      if (!ready(left.stream().map(Runner::contestant).toList(), from, count)) {
        return Optional.empty();
      }
      for (Runner runner : left) {
        runner.answer(from, count);
      }
      from += count;
      left.sort(Comparator.comparingInt(runner -> -runner.right)); // stable: ties as listed
      List<Runner> worse = left.subList((left.size() + 1) / 2, left.size());
      out.addAll(0, worse);
      worse.clear();
    }
    Runner leader = left.getFirst();
    if (leader.problems == 0) {
      if (!ready(List.of(leader.contestant), from, first)) {
        return Optional.empty();
      }
      leader.answer(from, first); // the only one
      from += first;
    }
    out.addFirst(leader);
    return Optional.of(
        new Heat(leader.contestant, out.stream().map(Runner::standing).toList(), from));
  }

  /**
   * Has the leader of {@code heat} and the incumbent answer problems that no choice was made on.
   */
  public Optional<Result> confirm(Heat heat, Contestant incumbent) {
    Contestant leader = heat.leader();
    if (!ready(List.of(leader, incumbent), heat.next(), confirm)) {
      return Optional.empty();
    }
    boolean[] its = leader.answers(heat.next(), confirm);
    boolean[] old = incumbent.answers(heat.next(), confirm);
    PairedTest test = PairedTest.of(its, old);
    return Optional.of(
        new Result(
            leader.name(), heat.standings(), right(its), right(old), test, test.chance() <= error));
  }

  /** Whether all are; each is asked, as it may do its part meanwhile. */
  private static boolean ready(List<Contestant> contestants, int from, int count) {
    boolean all = true;
    for (int i = 0; i < contestants.size(); i++) {
      all &= contestants.get(i).ready(from, count, i);
    }
    return all;
  }

  private static int right(boolean[] answers) {
    int right = 0;
    for (boolean answer : answers) {
      right += answer ? 1 : 0;
    }
    return right;
  }

  /** A challenger on its way. */
  private static final class Runner {

    private final Contestant contestant;
    private int problems;
    private int right;

    Runner(Contestant contestant) {
      this.contestant = contestant;
    }

    Contestant contestant() {
      return contestant;
    }

    void answer(int from, int count) {
      problems += count;
      right += Race.right(contestant.answers(from, count));
    }

    Standing standing() {
      return new Standing(contestant.name(), problems, right);
    }
  }
}
