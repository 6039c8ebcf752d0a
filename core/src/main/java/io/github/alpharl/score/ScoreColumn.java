package io.github.alpharl.score;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.score.table.MetricColumn;
import io.github.alpharl.score.table.MetricTable;
import io.github.alpharl.score.table.Points;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Turns a column of a table into scores. */
final class ScoreColumn {

  private final MetricTable table;
  private final MetricColumn column;
  private final List<String> notes;

  ScoreColumn(MetricTable table, MetricColumn column, List<String> notes) {
    this.table = table;
    this.column = column;
    this.notes = notes;
  }

  ScoreSeries read(ScoreRequest request) {
    column
        .odd()
        .ifPresent(
            odd -> {
              throw BadDataException.of(
                      "%s: %s must be a number, found \"%s\"",
                      table.at(odd.row()), column.name(), odd.text())
                  .in(table.source(), column.name());
            });
    Points points = Points.of(table, column, request.steps());
    notes.addAll(points.notes());
    noteOddNumbers();
    if (points.steps().length == 0) {
      throw BadDataException.of(
              "%s: %s has no number (%d are NaN, infinite or null)",
              table.source(), column.name(), column.notFinite())
          .in(table.source(), column.name())
          .as(Defect.NON_FINITE);
    }
    return scores(points, isPercent(request.scale(), points.values()));
  }

  private void noteOddNumbers() {
    if (column.notFinite() > 0) {
      notes.add(
          "%s: values of %s that are NaN, infinite or null are left out: %d"
              .formatted(table.source(), column.name(), column.notFinite()));
    }
    if (column.spreads() > 0) {
      notes.add(
          "%s: what stands after \u00b1 is left out of %s of %s"
              .formatted(table.source(), Wording.count(column.spreads(), "number"), column.name()));
    }
    if (column.decimalCommas() > 0) {
      notes.add(
          "%s: %d numbers of %s have a decimal comma"
              .formatted(table.source(), column.decimalCommas(), column.name()));
    }
  }

  private boolean isPercent(ScoreRequest.Scale scale, double[] values) {
    boolean percent =
        switch (scale) {
          case PERCENT -> true;
          case FRACTION -> false;
          case AS_NAMED -> hasSigns() || isNamedPercent(values);
        };
    if (percent) {
      notes.add("%s: %s is read as percentages".formatted(table.source(), column.name()));
    }
    return percent;
  }

  private boolean hasSigns() {
    int signs = column.percentSigns();
    if (signs > 0 && signs < column.size()) {
      throw BadDataException.of(
              "%s: %d of the %d values of %s have a percent sign; all or none must",
              table.source(), signs, column.size(), column.name())
          .in(table.source(), column.name());
    }
    return signs > 0;
  }

  private boolean isNamedPercent(double[] values) {
    if (!MetricChoice.saysPercent(column.name())) {
      return false;
    }
    double largest = Arrays.stream(values).max().orElse(0);
    if (largest > 0 && largest <= 1) {
      throw UsageException.of(
              "%s: %s is called a percentage, yet its largest value is %s; say whether it holds"
                  + " percentages or fractions",
              table.source(), column.name(), Wording.number(largest))
          .by(Setting.PERCENT);
    }
    return true;
  }

  private ScoreSeries scores(Points points, boolean percent) {
    Optional<MetricColumn> samples =
        table.columns().stream()
            .filter(each -> each.name().equalsIgnoreCase("samples") && each != column)
            .findFirst();
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < points.steps().length; i++) {
      int row = points.rows()[i];
      double accuracy = accuracy(row, points.values()[i], percent);
      scores.add(
          new Score(
              points.steps()[i],
              accuracy,
              samples.map(each -> samples(each, row)).orElse(OptionalLong.empty())));
    }
    return new ScoreSeries(scores);
  }

  private String otherScale() {
    return column.name().toLowerCase(Locale.ROOT).contains("reward")
        ? "; a reward on another scale is no score: bring it to 0 to 1, or name another column as"
            + " the metric"
        : "";
  }

  private double accuracy(int row, double value, boolean percent) {
    double most = percent ? 100 : 1;
    if (!(value >= 0 && value <= most)) {
      throw BadDataException.of(
              "%s: %s must be %s, found %s%s",
              table.at(row),
              column.name(),
              percent ? "a percentage from 0 to 100" : "a fraction from 0 to 1",
              Wording.number(value),
              !percent && value > 1 && value <= 100
                  ? "; divide percentages by 100, or say that these are percentages"
                  : otherScale())
          .in(table.source(), column.name())
          .by(Setting.PERCENT);
    }
    return percent ? value / 100 : value;
  }

  private OptionalLong samples(MetricColumn samples, int row) {
    OptionalDouble count = samples.at(row);
    if (count.isEmpty()) {
      return OptionalLong.empty();
    }
    double value = count.getAsDouble();
    if (value < 1 || value != Math.rint(value) || value > Long.MAX_VALUE) {
      throw BadDataException.of(
              "%s: %s must be a whole number of at least 1, found %s",
              table.at(row), samples.name(), Wording.number(value))
          .in(table.source(), samples.name());
    }
    return OptionalLong.of((long) value);
  }
}
