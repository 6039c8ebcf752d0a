package io.github.alpharl.reproduce.tour;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.eval.figures.Retained;
import java.util.List;

/**
 * What the models of a quickstart reached on test problems.
 *
 * @param rows in the order of the table: the base first, the full model last
 */
public record Figures(List<Row> rows) {

  /** A difference of so many standard errors is more than chance. */
  public static final double CLEAR = 2;

  /**
   * A model's.
   *
   * @param model as it is shown
   * @param steps of RL that it took
   * @param answers to training and validation problems that were sampled for it
   * @param accuracy on test problems; NaN where there is no model
   * @param standardError of it
   * @param samples answers
   * @param ofFull share of the full model's accuracy
   * @param ofGain share of the full model's gain over the base; NaN where that is no clear gain
   * @param refused why there is no model; empty where there is one
   */
  public record Row(
      String model,
      int steps,
      long answers,
      double accuracy,
      double standardError,
      int samples,
      double ofFull,
      double ofGain,
      String refused) {

    public static Row measured(String model, int steps, long answers, JsonNode summary) {
      JsonNode average = summary.get("average");
      int samples = summary.get("problems").asInt() * summary.at("/sampling/samples").asInt();
      return new Row(
          model,
          steps,
          answers,
          average.get("value").asDouble(),
          average.get("standardError").asDouble(),
          samples,
          Double.NaN,
          Double.NaN,
          "");
    }

    public static Row refused(String model, int steps, String why) {
      return new Row(model, steps, 0, Double.NaN, Double.NaN, 0, Double.NaN, Double.NaN, why);
    }

    /** With its shares of what {@code full} reached. */
    Row beside(Row base, Row full, boolean gained) {
      Retained kept = new Retained(accuracy, base.accuracy, full.accuracy);
      return new Row(
          model,
          steps,
          answers,
          accuracy,
          standardError,
          samples,
          kept.accuracy(),
          gained ? kept.gain() : Double.NaN,
          refused);
    }

    public boolean there() {
      return refused.isEmpty();
    }

    /** +1 clearly better than {@code other}, −1 clearly worse, 0 neither. */
    public int against(Row other) {
      double difference = accuracy - other.accuracy;
      double error = Math.hypot(standardError, other.standardError);
      return Math.abs(difference) > CLEAR * error ? (int) Math.signum(difference) : 0;
    }
  }

  /** With the shares, which need first and last row. */
  public static Figures of(List<Row> rows) {
    Row base = rows.getFirst();
    Row full = rows.getLast();
    boolean gained = full.against(base) > 0;
    return new Figures(rows.stream().map(row -> row.beside(base, full, gained)).toList());
  }

  /** The row of this name. */
  public Row row(String model) {
    return rows.stream().filter(r -> r.model().equals(model)).findFirst().orElseThrow();
  }
}
