package io.github.alpharl.reproduce.watched;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.json.Json;
import io.github.alpharl.score.ScoreRequest;
import io.github.alpharl.score.Scores;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StudyListener;
import io.github.alpharl.study.StudyOptions;
import io.github.alpharl.watch.Gauge;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.MetricSource;
import io.github.alpharl.watch.metric.MetricSources;
import io.github.alpharl.watch.metric.Signal;
import io.github.alpharl.watch.weight.WeightRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads what a watch sees of a finished run of the lab. */
final class Recorder {

  private Recorder() {}

  static RunSeries of(Path run) {
    try (RunStudy study =
        RunStudy.open(run, StudyOptions.DEFAULT.withThreads(1), StudyListener.SILENT)) {
      Gauge gauge = new Gauge(Recorder::ignore);
      List<WeightRow> weights = new ArrayList<>();
      List<Long> refused = new ArrayList<>();
      for (long step : study.run().steps().keySet()) {
        try {
          gauge.decompose(study, step);
          weights.add(gauge.measure(study, step));
        } catch (BadDataException e) {
          refused.add(step);
        }
      }
      return new RunSeries(metrics(run), weights, scores(run), refused, interventions(run));
    }
  }

  private static List<JsonNode> interventions(Path run) {
    Path file = run.resolve("interventions.jsonl");
    List<JsonNode> all = new ArrayList<>();
    try {
      for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
        all.add(Json.read(file, line));
      }
    } catch (IOException e) {
      throw EnvironmentException.because("cannot read " + file + ": " + e.getMessage(), e);
    }
    return all;
  }

  private static void ignore(String note) {
    // the lab's runs have nothing to note
  }

  private static List<MetricRow> metrics(Path run) {
    MetricSource source = MetricSources.find(run).orElseThrow();
    return source.poll(true);
  }

  private static List<MetricRow> scores(Path run) {
    return Scores.read(run.resolve("scores.csv"), ScoreRequest.any()).series().scores().stream()
        .map(score -> new MetricRow(score.step(), Map.of(Signal.VALIDATION, score.accuracy())))
        .toList();
  }
}
