package io.github.alpharl.reproduce.own;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.race.Estimate;
import io.github.alpharl.report.Table;
import io.github.alpharl.reproduce.page.Cell;
import java.util.Arrays;
import java.util.List;

/** Numbers and accuracies with their errors as cells; undefined numbers are null in JSON. */
final class OwnCells {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private OwnCells() {}

  /** A share that is shown in per cent; NaN for none. */
  record Share(double value) implements Cell {
    @Override
    public String text() {
      return Table.percent(value);
    }

    @Override
    public JsonNode json() {
      return number(value);
    }
  }

  private record Accuracy(Estimate found) implements Cell {
    @Override
    public String text() {
      String value = Table.number(found.value(), 3);
      return found.standardError() > 0 // else all answers are alike, by chance
          ? value + " ± " + Table.number(found.standardError(), 3)
          : value;
    }

    @Override
    public JsonNode json() {
      ObjectNode estimate = JSON.objectNode();
      estimate.set("value", number(found.value()));
      estimate.set("standardError", number(found.standardError()));
      estimate.set("low", number(found.low()));
      estimate.set("high", number(found.high()));
      return estimate;
    }
  }

  private record Real(double value) implements Cell {
    @Override
    public String text() {
      return Table.significant(value);
    }

    @Override
    public JsonNode json() {
      return number(value);
    }
  }

  private record Whole(long value) implements Cell {
    @Override
    public String text() {
      return Long.toString(value);
    }

    @Override
    public JsonNode json() {
      return JSON.numberNode(value);
    }
  }

  private static JsonNode number(double value) {
    return Double.isFinite(value) ? JSON.numberNode(value) : JSON.nullNode();
  }

  /** A row of texts, whole numbers, doubles, {@link Share}s and {@link Estimate}s. */
  static List<Object> row(Object... cells) {
    return Arrays.stream(cells).map(OwnCells::cell).toList();
  }

  private static Object cell(Object cell) {
    return switch (cell) {
      case Estimate found -> new Accuracy(found);
      case Double number -> new Real(number);
      case Long number -> new Whole(number);
      case Integer number -> new Whole(number);
      default -> cell;
    };
  }
}
