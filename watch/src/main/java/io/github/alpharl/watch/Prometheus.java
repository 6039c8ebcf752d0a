package io.github.alpharl.watch;

import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.alert.Severity;
import java.util.List;
import java.util.Map;

/** The state of a watch as Prometheus' text: few series, none a matrix. */
final class Prometheus {

  private Prometheus() {}

  static String text(Session session, List<Alert> alerts, double lastStepSeconds) {
    StringBuilder text = new StringBuilder();
    gauge(text, "alpharl_watch_step", "Newest step.", (double) session.step());
    gauge(
        text,
        "alpharl_watch_last_step_timestamp_seconds",
        "When the newest step was seen.",
        lastStepSeconds);
    gauge(text, "alpharl_watch_attempts", "Attempts of training.", session.attempts().size());
    text.append("# HELP alpharl_watch_alerts Alerts so far.\n# TYPE alpharl_watch_alerts gauge\n");
    for (Severity severity : Severity.values()) {
      long count = alerts.stream().filter(alert -> alert.severity() == severity).count();
      line(text, "alpharl_watch_alerts{severity=\"" + severity.word() + "\"}", (double) count);
    }
    text.append("# HELP alpharl_watch_evidence_log10 Evidence of a channel.\n");
    text.append("# TYPE alpharl_watch_evidence_log10 gauge\n");
    session
        .evidence()
        .forEach(
            (channel, value) ->
                line(
                    text,
                    "alpharl_watch_evidence_log10{channel=\"" + channel.word() + "\"}",
                    value));
    for (Map.Entry<String, History> chart : session.charts().entrySet()) {
      double[] values = chart.getValue().values();
      if (!chart.getKey().startsWith("evidence") && values.length > 0) {
        String name = "alpharl_watch_" + chart.getKey().replaceAll("[^a-z0-9]+", "_");
        gauge(text, name, "Newest value.", values[values.length - 1]);
      }
    }
    return text.toString();
  }

  private static void gauge(StringBuilder text, String name, String help, double value) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(" gauge\n");
    line(text, name, value);
  }

  private static void line(StringBuilder text, String name, double value) {
    text.append(name).append(' ').append(number(value)).append('\n');
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return Double.toString(value);
  }
}
