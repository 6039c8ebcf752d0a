package io.github.alpharl.reproduce.item;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.eval.figures.OverSeeds;
import io.github.alpharl.report.Table;
import io.github.alpharl.reproduce.page.Cell;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A figure over the seeds.
 *
 * @param format how it is shown
 * @param bySeed what was found, seeds without a figure left out
 * @param seeds how many were asked for
 */
record SeedFigure(Format format, SortedMap<Long, Double> bySeed, int seeds) implements Cell {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** How figures are shown. */
  enum Format {
    /** An accuracy or another share with three decimals. */
    SHARE(3),
    /** Per cent with one decimal. */
    PERCENT(1),
    /** A count with one decimal. */
    COUNT(1),
    /** Three significant digits. */
    SIGNIFICANT(3);

    private final int digits;

    Format(int digits) {
      this.digits = digits;
    }

    String text(double value) {
      return switch (this) {
        case SHARE, COUNT -> Table.number(value, digits);
        case PERCENT -> Table.number(100 * value, digits);
        case SIGNIFICANT -> Table.significant(value);
      };
    }

    /** A standard error, with as many decimals as the mean that is shown before it. */
    String error(double value, String mean) {
      if (this != SIGNIFICANT || mean.contains("e")) {
        return text(value);
      }
      int point = mean.indexOf('.');
      return Table.number(value, point < 0 ? 0 : mean.length() - point - 1);
    }
  }

  /** Copies. */
  SeedFigure {
    bySeed = new TreeMap<>(bySeed);
  }

  /** Mean, standard error and interval. */
  OverSeeds over() {
    return OverSeeds.of(bySeed.values().stream().mapToDouble(Double::doubleValue).toArray());
  }

  double mean() {
    return over().mean();
  }

  /** Such as {@code 0.944 ± 0.007}; fewer seeds than asked for are named. */
  @Override
  public String text() {
    OverSeeds over = over();
    if (over.runs() == 0) {
      return "–";
    }
    String text = format.text(over.mean());
    if (over.runs() > 1) {
      text += " ± " + format.error(over.standardError(), text);
    }
    return over.runs() < seeds ? text + " (" + over.runs() + "/" + seeds + ")" : text;
  }

  @Override
  public ObjectNode json() {
    OverSeeds over = over();
    ObjectNode json = JSON.createObjectNode();
    json.put("runs", over.runs());
    put(json, "mean", over.mean());
    put(json, "standardError", over.standardError());
    put(json, "low", over.low());
    put(json, "high", over.high());
    ObjectNode seedNode = json.putObject("seeds");
    for (Map.Entry<Long, Double> entry : bySeed.entrySet()) {
      seedNode.put(Long.toString(entry.getKey()), entry.getValue());
    }
    return json;
  }

  private static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }
}
