package io.github.alpharl.lab.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.json.Json;
import java.util.Locale;

/**
 * A training was sent back.
 *
 * @param number from 1
 * @param step where the alarm came
 * @param to the step whose weights and optimizer it went on from
 * @param rateFactor what the asked learning rate is multiplied by from there on
 * @param reason the alarm
 */
record Intervention(int number, int step, int to, double rateFactor, String reason) {

  ObjectNode json() {
    ObjectNode json = Json.object().put("intervention", number).put("step", step).put("to", to);
    return json.put("rateFactor", rateFactor).put("reason", reason);
  }

  static Intervention of(JsonNode json) {
    return new Intervention(
        json.path("intervention").asInt(),
        json.path("step").asInt(),
        json.path("to").asInt(),
        json.path("rateFactor").asDouble(),
        json.path("reason").asText());
  }

  String sentence(int most) {
    return String.format(
        Locale.ROOT,
        "intervention %d of at most %d: %s; back to step %d, learning rate %.3g × what was asked"
            + " for from there on",
        number,
        most,
        reason,
        to,
        rateFactor);
  }
}
