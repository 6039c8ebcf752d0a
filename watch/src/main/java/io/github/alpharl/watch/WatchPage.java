package io.github.alpharl.watch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.report.InlinePage;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The page about a watch: one HTML text with its style, script, ECharts and data inside. Its
 * content security policy allows these scripts by their hashes and, where it is served, requests to
 * its own server alone.
 */
public final class WatchPage {

  private WatchPage() {}

  /** What the page shows, as JSON: the report, the series by name, and how straight it moved. */
  public static ObjectNode data(
      WatchReport report, Map<String, History> charts, Optional<ObjectNode> straightness) {
    ObjectNode data = report.json();
    straightness.ifPresent(found -> data.set("straightness", found));
    ObjectNode series = data.putObject("charts");
    charts.forEach(
        (name, history) -> {
          ObjectNode chart = series.putObject(name).put("every", history.every());
          add(chart.putArray("steps"), history.steps());
          add(chart.putArray("values"), history.values());
        });
    return data;
  }

  private static void add(ArrayNode array, double[] values) {
    for (double value : values) {
      if (Double.isFinite(value)) {
        array.add(
            value == Math.rint(value) ? value : Float.parseFloat(Float.toString((float) value)));
      } else {
        array.add("NaN");
      }
    }
  }

  /**
   * The page.
   *
   * @param live true where it is served and follows the run
   */
  public static String html(ObjectNode data, boolean live) {
    return new InlinePage(text("watch.html"), text("watch.css"), text("watch.js"))
        .html(
            live ? "; connect-src 'self'" : "",
            data.toString(),
            Map.of("live", Boolean.toString(live)));
  }

  /** Writes the page of a finished watch to {@code file}, atomically. */
  static void write(
      Path file, WatchReport report, Session session, Optional<ObjectNode> straightness) {
    AtomicFile.write(file, html(data(report, session.charts(), straightness), false));
  }

  private static String text(String name) {
    return InlinePage.text(WatchPage.class, "page/" + name);
  }
}
