package io.github.alpharl.watch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.json.Json;
import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.channel.StartupExam;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a watch saw.
 *
 * @param run its directory
 * @param steps the newest step, of metrics or checkpoints
 * @param attempts of training
 * @param forecast where it is going, where that can be said
 * @param alerts in their order
 * @param exam of the first steps
 * @param notes what was passed over or chosen
 */
public record WatchReport(
    String run,
    long steps,
    List<Attempt> attempts,
    Optional<Course> forecast,
    List<Alert> alerts,
    List<StartupExam.Check> exam,
    List<String> notes) {

  /** How a watch of it ended: "ended at step 40; 2 alerts". */
  public String ending() {
    String where = steps < 0 ? "ended before any step" : "ended at step " + steps;
    return where + "; " + Wording.count(alerts.size(), "alert");
  }

  /** Copies the lists. */
  public WatchReport {
    attempts = List.copyOf(attempts);
    alerts = List.copyOf(alerts);
    exam = List.copyOf(exam);
    notes = List.copyOf(notes);
  }

  /** This with {@code other} alerts. */
  public WatchReport withAlerts(List<Alert> other) {
    return new WatchReport(run, steps, attempts, forecast, other, exam, notes);
  }

  /** For people: attempts, the start-up exam, alerts and where the run is going. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    attempts.forEach(
        a -> lines.add("attempt " + a.number() + ": steps " + a.from() + " to " + a.to()));
    exam.forEach(check -> lines.add("start-up: " + check.sentence()));
    alerts.forEach(alert -> lines.add(alert.sentence()));
    if (alerts.isEmpty()) {
      lines.add("no alert");
    }
    forecast.ifPresent(found -> lines.add(found.of() + ": " + found.sentence()));
    return lines;
  }

  /** {run, steps, attempts[], forecast, alerts[], exam[], notes[]}. */
  public ObjectNode json() {
    ObjectNode json = Json.object().put("run", run).put("steps", steps);
    ArrayNode lanes = json.putArray("attempts");
    attempts.forEach(
        attempt ->
            lanes
                .addObject()
                .put("attempt", attempt.number())
                .put("from", attempt.from())
                .put("to", attempt.to())
                .put("rows", attempt.rows()));
    if (forecast.isPresent()) {
      json.set("forecast", json(forecast.get()));
    } else {
      json.putNull("forecast");
    }
    ArrayNode all = json.putArray("alerts");
    alerts.forEach(alert -> all.add(alert.json()));
    ArrayNode checks = json.putArray("exam");
    exam.forEach(
        check ->
            checks
                .addObject()
                .put("check", check.name())
                .put("state", check.word())
                .put("detail", check.detail()));
    ArrayNode said = json.putArray("notes");
    notes.forEach(said::add);
    return json;
  }

  private static ObjectNode json(Course outlook) {
    ObjectNode json =
        Json.object()
            .put("sentence", outlook.sentence())
            .put("of", outlook.of())
            .put("step", outlook.step());
    json.put("value", outlook.value().isPresent() ? outlook.value().getAsDouble() : null);
    json.put("low", outlook.low().isPresent() ? outlook.low().getAsDouble() : null);
    json.put("high", outlook.high().isPresent() ? outlook.high().getAsDouble() : null);
    json.put("reaches", outlook.reaches().isPresent() ? outlook.reaches().getAsLong() : null);
    return json;
  }
}
