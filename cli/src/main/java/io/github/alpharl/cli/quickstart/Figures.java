package io.github.alpharl.cli.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What the models of a quickstart reached on test problems.
 *
 * @param rows in the order of the table: the base first, the full model last
 */
public record Figures(List<Row> rows) {

  /** A difference of so many standard errors is more than chance. */
  static final double CLEAR = 2;

  /**
   * A model's.
   *
   * @param model as it is shown
   * @param steps of RL that it took
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
      double accuracy,
      double standardError,
      int samples,
      double ofFull,
      double ofGain,
      String refused) {

    static Row measured(String model, int steps, JsonNode summary) {
      JsonNode average = summary.get("average");
      int samples = summary.get("problems").asInt() * summary.at("/sampling/samples").asInt();
      return new Row(
          model,
          steps,
          average.get("value").asDouble(),
          average.get("standard_error").asDouble(),
          samples,
          Double.NaN,
          Double.NaN,
          "");
    }

    static Row refused(String model, int steps, String why) {
      return new Row(model, steps, Double.NaN, Double.NaN, 0, Double.NaN, Double.NaN, why);
    }

    boolean there() {
      return refused.isEmpty();
    }

    /** +1 clearly better than {@code other}, −1 clearly worse, 0 neither. */
    int against(Row other) {
      double difference = accuracy - other.accuracy;
      double error = Math.hypot(standardError, other.standardError);
      return Math.abs(difference) > CLEAR * error ? (int) Math.signum(difference) : 0;
    }
  }

  /** With the shares, which need first and last row. */
  static Figures of(List<Row> rows) {
    Row base = rows.getFirst();
    Row full = rows.getLast();
    double gain = full.against(base) > 0 ? full.accuracy() - base.accuracy() : Double.NaN;
    return new Figures(
        rows.stream()
            .map(
                r ->
                    new Row(
                        r.model(),
                        r.steps(),
                        r.accuracy(),
                        r.standardError(),
                        r.samples(),
                        r.accuracy() / full.accuracy(),
                        (r.accuracy() - base.accuracy()) / gain,
                        r.refused()))
            .toList());
  }

  /** The row of this name. */
  Row row(String model) {
    return rows.stream().filter(r -> r.model().equals(model)).findFirst().orElseThrow();
  }
}
