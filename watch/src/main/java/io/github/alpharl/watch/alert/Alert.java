package io.github.alpharl.watch.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.json.Json;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One alert.
 *
 * @param severity how bad
 * @param step at which it was raised
 * @param since where the change likely began
 * @param channel what spoke, such as {@code innovation}; for an alarm of two groups both
 * @param evidence log10 of the e-detector; empty for rules that are exact
 * @param falseAlarmRate false alarms a look that the watch as a whole promises at most; 0 for exact
 *     rules
 * @param advice what was seen and what people do about it
 * @param lastGood the newest checkpoint before it began
 * @param attempt of training, from 1
 */
public record Alert(
    Severity severity,
    long step,
    long since,
    String channel,
    OptionalDouble evidence,
    double falseAlarmRate,
    String advice,
    OptionalLong lastGood,
    int attempt) {

  /** What makes it the same alert after a restart of the watch. */
  public String id() {
    return attempt + ":" + severity.word() + ":" + step + ":" + channel;
  }

  /** Its JSON object; unknown numbers are null. */
  public ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("severity", severity.word()).put("step", step).put("since", since);
    json.put("channel", channel);
    if (evidence.isPresent()) {
      json.put("evidence", Math.round(100 * evidence.getAsDouble()) / 100.0);
    } else {
      json.putNull("evidence");
    }
    json.put("falseAlarmRate", falseAlarmRate).put("advice", advice);
    if (lastGood.isPresent()) {
      json.put("lastGood", lastGood.getAsLong());
    } else {
      json.putNull("lastGood");
    }
    return json.put("attempt", attempt);
  }

  /** The alert that {@link #json} wrote. */
  public static Alert of(JsonNode json) {
    JsonNode good = json.path("lastGood");
    JsonNode evidence = json.path("evidence");
    return new Alert(
        Severity.valueOf(json.path("severity").asText().toUpperCase(Locale.ROOT)),
        json.path("step").asLong(),
        json.path("since").asLong(),
        json.path("channel").asText(),
        evidence.isNumber() ? OptionalDouble.of(evidence.asDouble()) : OptionalDouble.empty(),
        json.path("falseAlarmRate").asDouble(),
        json.path("advice").asText(),
        good.isNumber() ? OptionalLong.of(good.asLong()) : OptionalLong.empty(),
        json.path("attempt").asInt(1));
  }

  /** A line for people. */
  public String sentence() {
    String good =
        lastGood.isPresent()
            ? "last good checkpoint: step " + lastGood.getAsLong()
            : "no checkpoint before it";
    return String.format(
        Locale.ROOT,
        "%s at step %d, since step %d: %s: %s; %s (%s)",
        severity.word(),
        step,
        since,
        channel,
        advice,
        good,
        rate());
  }

  private String rate() {
    return evidence.isPresent()
        ? String.format(
            Locale.ROOT,
            "log10 e = %.1f; at most one false alert in %.0f looks over all channels, calibrated on"
                + " the run's own past",
            evidence.getAsDouble(),
            1 / falseAlarmRate)
        : "an exact rule";
  }
}
