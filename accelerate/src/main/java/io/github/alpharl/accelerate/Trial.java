package io.github.alpharl.accelerate;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.alpharl.race.PairedEvidence;

/**
 * How a candidate did at one leg's end against no jump. Its evidence runs on from leg to leg, as a
 * series, until something is accepted or the series is hopeless; the next one starts from nothing,
 * at a higher threshold.
 *
 * @param name the candidate
 * @param problems that both answered
 * @param right of these, by the candidate
 * @param wins problems that only the candidate solves
 * @param losses problems that only the leg's end solves
 * @param series number of its series, from 1
 * @param seriesWins wins of the series so far, this leg's included
 * @param seriesLosses losses of the series so far, this leg's included
 * @param threshold what the evidence must reach
 */
public record Trial(
    String name,
    int problems,
    int right,
    int wins,
    int losses,
    int series,
    int seriesWins,
    int seriesLosses,
    double threshold) {

  /** ln of the e-value of its series; written down beside the counts that it follows from. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  public double evidence() {
    return PairedEvidence.log(seriesWins, seriesLosses);
  }

  /** Mean gain over no jump at this leg. */
  public double gain() {
    return problems == 0 ? 0 : (double) (wins - losses) / problems;
  }

  /** As it would be after so many wins and losses more. */
  Trial after(int won, int lost) {
    return new Trial(
        name,
        problems + won + lost,
        right + won,
        wins + won,
        losses + lost,
        series,
        seriesWins + won,
        seriesLosses + lost,
        threshold);
  }

  /** As it would be after so many problems more, won and lost as at this leg so far. */
  Trial projected(double more) {
    double times = problems == 0 ? 0 : more / problems;
    return after((int) Math.round(wins * times), (int) Math.round(losses * times));
  }

  boolean accepted() {
    return wins > losses && margin() >= 0;
  }

  /** How far the evidence is beyond what is needed. */
  public double margin() {
    return evidence() - threshold;
  }

  /** True where it has solved fewer problems of its series than the legs' ends. */
  boolean loses() {
    return seriesWins < seriesLosses;
  }

  /** True where a new series needs less to be accepted than this one. */
  boolean hopeless() {
    return evidence() < -Math.log((series + 2.0) / series);
  }
}
