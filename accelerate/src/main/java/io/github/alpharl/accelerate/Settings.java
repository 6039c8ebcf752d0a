package io.github.alpharl.accelerate;

import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How a run is controlled.
 *
 * @param budget steps in all
 * @param leg steps between two decisions
 * @param share most of all rollouts, training and search together, that searches may take
 * @param error largest probability that any decision of the whole run accepts what is no better
 * @param factors f of the scaled candidates
 * @param average checkpoints of the average that is tried, or 0
 * @param forecasts of the leg that are tried, as NAME@REACH
 * @param response what an acceptance changes
 * @param plateau ends the run where the last three searched legs gain less accuracy than this, with
 *     95 % confidence; 0 for never
 */
public record Settings(
    long budget,
    int leg,
    double share,
    double error,
    List<Double> factors,
    int average,
    List<String> forecasts,
    Response response,
    double plateau) {

  /** No search gains more than what the leg's end fails: less than this is not worth asking for. */
  public static final double WORTH = 0.005;

  /** The part of a search's rollouts that waits for the last leg, whose decision is final. */
  private static final double RESERVE = 0.2;

  /** Checks the ranges. */
  public Settings {
    factors = List.copyOf(factors);
    forecasts = List.copyOf(forecasts);
    forecasts.forEach(Candidate.Forecast::parse);
    require(leg >= 1, Setting.LEG, leg, "at least 1 step");
    require(budget >= leg, Setting.BUDGET, budget, "at least one leg");
    require(share >= 0 && share < 1, Setting.SEARCH_SHARE, share, "at least 0 % and below 100 %");
    require(error > 0 && error < 1, Setting.ERROR, error, "between 0 and 1");
    require(average == 0 || average >= 2, Setting.AVERAGE, average, "0 or at least 2 checkpoints");
    require(plateau >= 0 && plateau < 1, Setting.PLATEAU, plateau, "in [0, 1)");
    for (double factor : factors) {
      require(
          factor >= -1 && factor != 0 && Double.isFinite(factor),
          Setting.FACTORS,
          factor,
          "at least -1, and not 0, which is no jump");
    }
    require(
        factors.stream().distinct().count() == factors.size(),
        Setting.FACTORS,
        factors,
        "without repetition");
    require(
        !factors.isEmpty() || average > 0 || !forecasts.isEmpty(),
        Setting.FACTORS,
        factors,
        "at least one");
  }

  static void require(boolean good, Setting setting, Object found, String expected) {
    if (!good) {
      throw UsageException.of("the %s must be %s, found %s", setting.words(), expected, found)
          .by(setting);
    }
  }

  /** Rollouts that searches may have taken after {@code training} ones; all in the last leg. */
  long allowance(long training, boolean last) {
    return (long) ((last ? 1 : 1 - RESERVE) * share / (1 - share) * training);
  }

  /**
   * How far the first leg's allowance goes.
   *
   * @param rolloutsPerStep training answers of one step
   */
  public FirstSearch firstSearch(long rolloutsPerStep) {
    long training = leg * rolloutsPerStep;
    int models = factors.size() + (average > 0 && average <= leg ? 1 : 0) + 1;
    long needed = LegSearch.needed(models);
    double perTraining = (double) needed / ((1 - RESERVE) * training);
    return new FirstSearch(
        allowance(training, leg >= budget), needed, models, perTraining / (1 + perTraining));
  }

  /**
   * Whether a leg leaves enough rollouts for a search, known before anything is trained.
   *
   * @param rollouts that it leaves
   * @param needed for a search
   * @param models that answer in it, the leg's end included
   * @param share of all rollouts that would leave enough
   */
  public record FirstSearch(long rollouts, long needed, int models, double share) {

    /** True where the first leg can be searched. */
    public boolean possible() {
      return rollouts >= needed;
    }

    /** The leg, in legs like this one, whose end is the first that can be searched. */
    public long firstLeg() {
      return rollouts == 0 ? Long.MAX_VALUE : (needed + rollouts - 1) / rollouts;
    }
  }

  /** All candidates; the same at every leg. */
  List<Candidate> candidates() {
    List<Candidate> all = new ArrayList<>();
    factors.forEach(factor -> all.add(new Candidate.Scaled(factor)));
    if (average > 0) {
      all.add(new Candidate.Average(average));
    }
    if (all.contains(Candidate.Scaled.UNDO)) {
      all.add(new Candidate.Return());
    }
    forecasts.forEach(text -> all.add(Candidate.Forecast.parse(text)));
    return all;
  }

  /**
   * ln of the e-value that accepts {@code candidate} in its series {@code series}, so that all
   * series of all candidates together have the error rate, however long the run: the two directions
   * share it evenly, the k-th candidate of a direction has 1/(k·(k + 1)) of its part, the nearest
   * first, and series n of it 1/(n·(n + 1)) of that.
   */
  double threshold(Candidate candidate, int series) {
    List<Candidate> direction =
        candidates().stream()
            .filter(other -> other.isForward() == candidate.isForward())
            .sorted(Comparator.comparingDouble(Candidate::distance))
            .toList();
    double k = direction.indexOf(candidate) + 1.0;
    return Math.log(2 * k * (k + 1) * series * (series + 1.0) / error);
  }
}
