package io.github.alpharl.reproduce.watched;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.json.Json;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.Signal;
import io.github.alpharl.watch.weight.WeightMeasure;
import io.github.alpharl.watch.weight.WeightRow;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * All that a watch sees of a run, in numbers of six digits.
 *
 * @param metrics of every step
 * @param weights of every checkpoint
 * @param scores of every checkpoint
 * @param refused checkpoints that hold numbers that are not finite
 * @param interventions of a guard, as it writes them
 */
record RunSeries(
    List<MetricRow> metrics,
    List<WeightRow> weights,
    List<MetricRow> scores,
    List<Long> refused,
    List<JsonNode> interventions) {

  private static final MathContext DIGITS = new MathContext(6);
  private static final String STEP = "step";
  private static final Set<String> OTHER_SERIES = Set.of(STEP, "norm", "identical", "alignment");
  private static final Set<String> MEASURES =
      Arrays.stream(WeightMeasure.values()).map(Enum::name).collect(toUnmodifiableSet());

  RunSeries {
    metrics = List.copyOf(metrics);
    weights = List.copyOf(weights);
    scores = List.copyOf(scores);
    refused = List.copyOf(refused);
    interventions = List.copyOf(interventions);
  }

  /** A run that nobody meddled with. */
  RunSeries(
      List<MetricRow> metrics,
      List<WeightRow> weights,
      List<MetricRow> scores,
      List<Long> refused) {
    this(metrics, weights, scores, refused, List.of());
  }

  /** Hands over everything in the order in which a watch sees it; scores as rows of their own. */
  void play(Consumer<MetricRow> metric, Consumer<WeightRow> weight, LongConsumer refusal) {
    NavigableSet<Long> steps = new TreeSet<>(refused);
    metrics.forEach(row -> steps.add(row.step()));
    weights.forEach(row -> steps.add(row.step()));
    scores.forEach(row -> steps.add(row.step()));
    for (long step : steps) {
      metrics.stream().filter(row -> row.step() == step).forEach(metric);
      weights.stream().filter(row -> row.step() == step).forEach(weight);
      refused.stream().filter(known -> known == step).forEach(refusal::accept);
      scores.stream().filter(row -> row.step() == step).forEach(metric);
    }
  }

  /** Series by name, each with its steps. */
  ObjectNode json() {
    ObjectNode json = Json.object();
    json.set("metrics", rows(metrics));
    json.set("scores", rows(scores));
    ObjectNode measured = json.putObject("weights");
    for (WeightRow row : weights) {
      measured.withArray(STEP).add(row.step());
      measured.withArray("norm").add(rounded(row.norm()));
      measured.withArray("identical").add(row.identical());
      measured.withArray("alignment").add(rounded(row.alignment()));
      for (WeightMeasure measure : WeightMeasure.values()) {
        add(measured.withArray(measure.name()), row.values().get(measure));
      }
    }
    refused.forEach(json.putArray("refused")::add);
    interventions.forEach(json.withArray("interventions")::add);
    return json;
  }

  private static ObjectNode rows(List<MetricRow> rows) {
    ObjectNode json = Json.object();
    for (MetricRow row : rows) {
      json.withArray(STEP).add(row.step());
      for (Signal signal : Signal.values()) {
        add(json.withArray(signal.name()), row.values().get(signal));
      }
    }
    return json;
  }

  /** A value that is not there is null, one that is not finite a text. */
  private static void add(ArrayNode array, Double value) {
    if (value == null) {
      array.addNull();
    } else {
      array.add(rounded(value));
    }
  }

  private static JsonNode rounded(double value) {
    return Double.isFinite(value)
        ? Json.object().numberNode(new BigDecimal(value).round(DIGITS).doubleValue())
        : Json.object().textNode(Double.toString(value));
  }

  /** What {@link #json} wrote. */
  static RunSeries of(JsonNode json) {
    List<WeightRow> weights = new ArrayList<>();
    JsonNode measured = json.path("weights");
    for (int i = 0; i < measured.path(STEP).size(); i++) {
      Map<WeightMeasure, Double> values = new EnumMap<>(WeightMeasure.class);
      for (WeightMeasure measure : WeightMeasure.values()) {
        put(values, measure, measured.path(measure.name()).path(i));
      }
      weights.add(
          new WeightRow(
              measured.path(STEP).path(i).asLong(),
              values,
              number(measured.path("norm").path(i)),
              measured.path("identical").path(i).asBoolean(),
              number(measured.path("alignment").path(i))));
    }
    List<Long> refused = new ArrayList<>();
    json.path("refused").forEach(step -> refused.add(step.asLong()));
    List<JsonNode> interventions = new ArrayList<>();
    json.path("interventions").forEach(interventions::add);
    return new RunSeries(
        metricRows(json.path("metrics")),
        weights,
        metricRows(json.path("scores")),
        refused,
        interventions);
  }

  /** The first series of weights in {@code json} that is not known, and so would be left out. */
  static Optional<String> unknown(JsonNode json) {
    return json.path("weights").properties().stream()
        .map(Map.Entry::getKey)
        .filter(name -> !OTHER_SERIES.contains(name) && !MEASURES.contains(name))
        .findFirst();
  }

  private static List<MetricRow> metricRows(JsonNode json) {
    List<MetricRow> rows = new ArrayList<>();
    for (int i = 0; i < json.path(STEP).size(); i++) {
      Map<Signal, Double> values = new EnumMap<>(Signal.class);
      for (Signal signal : Signal.values()) {
        put(values, signal, json.path(signal.name()).path(i));
      }
      rows.add(new MetricRow(json.path(STEP).path(i).asLong(), values));
    }
    return rows;
  }

  private static <K> void put(Map<K, Double> values, K key, JsonNode value) {
    if (!value.isNull() && !value.isMissingNode()) {
      values.put(key, number(value));
    }
  }

  private static double number(JsonNode value) {
    return value.isTextual() ? Double.parseDouble(value.asText()) : value.asDouble();
  }
}
