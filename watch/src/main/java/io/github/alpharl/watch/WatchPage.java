package io.github.alpharl.watch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.report.ReportPage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page about a watch: one HTML text with its style, script, ECharts and data inside. Its
 * content security policy allows these scripts by their hashes and, where it is served, requests to
 * its own server alone.
 */
public final class WatchPage {

  private static final Pattern HOLE = Pattern.compile("\\{\\{(\\w+)}}"); // "{{title}}"

  private WatchPage() {}

  /** What the page shows, as JSON: the report and the series by name. */
  public static ObjectNode data(WatchReport report, Map<String, History> charts) {
    ObjectNode data = report.json();
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
    String charts = script(ReportPage.charts());
    String script = script(resource("watch.js"));
    return filled(
        resource("watch.html"),
        Map.of(
            "policy",
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none';"
                + " form-action 'none'; script-src 'sha256-"
                + hash(charts)
                + "' 'sha256-"
                + hash(script)
                + "'"
                + (live ? "; connect-src 'self'" : ""),
            "style",
            ReportPage.style() + resource("watch.css"),
            "echarts",
            charts,
            "script",
            script,
            "live",
            Boolean.toString(live),
            "data",
            data.toString()
                .replace("<", "\\u003c")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029")));
  }

  /** Writes the page of a finished watch to {@code file}, atomically. */
  public static void write(Path file, WatchReport report, Session session) {
    AtomicFile.write(file, html(data(report, session.charts()), false));
  }

  private static String filled(String template, Map<String, String> parts) {
    return HOLE.matcher(template)
        .replaceAll(hole -> Matcher.quoteReplacement(parts.get(hole.group(1))));
  }

  private static String script(String source) {
    return source.replace("\r\n", "\n").replace("</script", "<\\/script").replace("<!--", "<\\!--");
  }

  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String resource(String name) {
    try (InputStream stream = WatchPage.class.getResourceAsStream("page/" + name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
