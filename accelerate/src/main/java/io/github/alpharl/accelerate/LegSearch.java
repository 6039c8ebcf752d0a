package io.github.alpharl.accelerate;

import io.github.alpharl.race.PairedTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The search at a leg's end: candidates and the end itself answer the same fresh problems, in
 * rounds. After each round a candidate whose evidence reaches its threshold is accepted; else at
 * most the better half goes on, of those only that would be accepted if they went on as they did,
 * to as many problems as that takes, at most twice as many; until none is left or the allowance is
 * spent. Beyond a scale that surely loses no farther one is asked. Choices of whom to ask never
 * spoil the evidence, as it holds at any time.
 *
 * @param settings of the run
 * @param history the decisions before
 */
record LegSearch(Settings settings, History history) {

  /** Fewer problems a round tell nothing. */
  static final int LEAST = 8;

  /** More a round would look too late. */
  private static final int MOST = 64;

  /** Rounds that the allowance is meant for. */
  private static final int ROUNDS = 3;

  /** A candidate that lost by so many standard errors rests for two legs, and those beyond it. */
  private static final double LOST = 1.645;

  private static final int REST = 2;

  /** So much evidence beyond what is needed is aimed at. */
  private static final double SPARE = 0.5;

  /** Whether a model solves fresh problems. */
  @FunctionalInterface
  interface Asking {

    /** Answers of {@code candidate}, or of the leg's end where null. */
    boolean[] answers(Candidate candidate, int from, int count);
  }

  /**
   * What came out.
   *
   * @param problems that the leg's end answered
   * @param right of these
   * @param rollouts of all together
   * @param trials of those candidates that were asked
   * @param accepted or null
   */
  record Result(int problems, int right, long rollouts, List<Trial> trials, Candidate accepted) {}

  /** The fewest rollouts that let so many models, the leg's end included, begin a search. */
  static long needed(int models) {
    return (long) LEAST * ROUNDS * models;
  }

  /** Those that may be tried: all that can be made, less those that rest, or a nearer one does. */
  List<Candidate> field(List<Candidate> possible) {
    List<Candidate> resting = possible.stream().filter(this::rests).toList();
    return possible.stream()
        .filter(candidate -> resting.stream().noneMatch(other -> covers(other, candidate)))
        .toList();
  }

  /** True where {@code other} is {@code candidate}, or a smaller scale in its direction. */
  private static boolean covers(Candidate other, Candidate candidate) {
    boolean alike =
        other instanceof Candidate.Scaled
            && candidate instanceof Candidate.Scaled
            && other.isForward() == candidate.isForward();
    return other.equals(candidate) || (alike && other.distance() < candidate.distance());
  }

  private boolean rests(Candidate candidate) {
    List<Decision> legs = history.undisturbed();
    int wins = 0;
    int losses = 0;
    for (Decision decision : legs.subList(Math.max(0, legs.size() - REST), legs.size())) {
      for (Trial trial : decision.trials()) {
        wins += trial.name().equals(candidate.name()) ? trial.wins() : 0;
        losses += trial.name().equals(candidate.name()) ? trial.losses() : 0;
      }
    }
    return lost(wins, losses);
  }

  /** True where so many losses beside so many wins are a clear loss. */
  private static boolean lost(int wins, int losses) {
    return wins + losses > 0 && (losses - wins) / Math.sqrt(wins + losses) >= LOST;
  }

  /**
   * Searches among {@code field}, problems from {@code first} on, within {@code allowance}. A
   * candidate is asked only while one that solved all that the leg's end fails could be accepted;
   * what is not spent stays for later legs.
   */
  Result run(List<Candidate> field, int first, long allowance, Asking asking) {
    List<Runner> all = new ArrayList<>(field.stream().map(Runner::new).toList());
    List<Runner> left = new ArrayList<>(all);
    long spent = 0;
    int problems = 0;
    int right = 0;
    int size = (int) Math.min(MOST, allowance / (ROUNDS * (long) (field.size() + 1)));
    while (size >= LEAST && !left.isEmpty()) {
      boolean[] end = asking.answers(null, first + problems, size);
      right += count(end);
      spent += size;
      Failures now = new Failures(problems + size - right, problems + size);
      if (nothingToGain(now)) {
        return new Result(problems + size, right, spent, trials(all), null);
      }
      double failing = Failures.of(history.undisturbed()).plus(now).likely(); // can only fall
      left = notInVain(left, failing * (allowance - spent) / 2);
      left = asked(left, new Round(first + problems, end), asking);
      spent += size * (long) left.size();
      problems += size;
      Candidate accepted = accepted(left);
      if (accepted != null) {
        return new Result(problems, right, spent, trials(all), accepted);
      }
      left = promising(left, allowance - spent);
      size = next(left, size, allowance - spent);
    }
    return new Result(problems, right, spent, trials(all), null);
  }

  /**
   * True where the last ends together surely fail too little to be worth a search and this one does
   * not surely fail more.
   */
  private boolean nothingToGain(Failures now) {
    return !now.surelyAbove(Settings.WORTH)
        && history.lastEnds().plus(now).surelyBelow(Settings.WORTH);
  }

  /** Those that so many wins more, and no loss, would let be accepted. */
  private static List<Runner> notInVain(List<Runner> left, double wins) {
    return left.stream()
        .filter(runner -> runner.trial().after((int) Math.ceil(wins), 0).accepted())
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static int count(boolean[] answers) {
    int right = 0;
    for (boolean answer : answers) {
      right += answer ? 1 : 0;
    }
    return right;
  }

  /** The same problems for all, and whether the leg's end solves them. */
  private record Round(int from, boolean[] end) {}

  /** Asks {@code left}, the nearest first; those that were asked. */
  private static List<Runner> asked(List<Runner> left, Round round, Asking asking) {
    left.sort(Comparator.comparingDouble(runner -> runner.candidate.distance()));
    List<Runner> asked = new ArrayList<>();
    List<Candidate> lost = new ArrayList<>();
    for (Runner runner : left) {
      if (lost.stream().noneMatch(other -> covers(other, runner.candidate))) {
        boolean[] its = asking.answers(runner.candidate, round.from(), round.end().length);
        runner.take(its, round.end());
        asked.add(runner);
        if (lost(runner.wins, runner.losses)) {
          lost.add(runner.candidate);
        }
      }
    }
    return asked;
  }

  /**
   * Of {@code runners} at most the better half: those that gain what is worth it and that {@code
   * rest} rollouts would have accepted if they went on as they did, the surest first.
   */
  private static List<Runner> promising(List<Runner> runners, long rest) {
    double more = rest / 2.0; // the leg's end answers, too
    return runners.stream()
        .filter(runner -> !runner.trial().loses() && runner.trial().gain() >= Settings.WORTH)
        .filter(runner -> runner.trial().projected(more).margin() >= 0)
        .sorted(Comparator.comparingDouble(runner -> -runner.trial().projected(more).margin()))
        .limit((runners.size() + 1) / 2)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** Problems of the next round: what the first of {@code left} needs if it goes on as it did. */
  private static int next(List<Runner> left, int size, long rest) {
    int most = (int) Math.min(2L * size, rest / (left.size() + 1L));
    int enough = 2 * LEAST;
    while (!left.isEmpty()
        && enough < most
        && left.getFirst().trial().projected(enough).margin() < SPARE) {
      enough += LEAST;
    }
    return Math.min(most, enough);
  }

  private static Candidate accepted(List<Runner> left) {
    return left.stream()
        .filter(runner -> runner.trial().accepted())
        .max(Comparator.comparingDouble(runner -> runner.trial().gain()))
        .map(runner -> runner.candidate)
        .orElse(null);
  }

  private static List<Trial> trials(List<Runner> all) {
    return all.stream().map(Runner::trial).toList();
  }

  /** A candidate on its way. */
  private final class Runner {

    private final Candidate candidate;
    private int problems;
    private int right;
    private int wins;
    private int losses;

    Runner(Candidate candidate) {
      this.candidate = candidate;
    }

    void take(boolean[] its, boolean[] end) {
      PairedTest test = PairedTest.of(its, end);
      problems += its.length;
      right += count(its);
      wins += test.wins();
      losses += test.losses();
    }

    /** Its figures; the series goes on unless it was disturbed or is hopeless. */
    Trial trial() {
      List<Trial> all = history.trials(candidate);
      List<Trial> running = history.undisturbed(candidate);
      int last = all.isEmpty() ? 0 : all.getLast().series();
      boolean goesOn = !running.isEmpty() && !running.getLast().hopeless();
      int series = goesOn ? last : last + 1;
      return new Trial(
          candidate.name(),
          problems,
          right,
          wins,
          losses,
          series,
          wins + (goesOn ? running.getLast().seriesWins() : 0),
          losses + (goesOn ? running.getLast().seriesLosses() : 0),
          settings.threshold(candidate, series));
    }
  }
}
