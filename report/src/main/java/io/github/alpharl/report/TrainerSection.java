package io.github.alpharl.report;

import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.score.Curve;
import io.github.alpharl.score.Metric;
import io.github.alpharl.score.TrainerLog;
import io.github.alpharl.study.RunStudy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What the trainer logged of every step, from wherever it wrote it: the run's own log, else the
 * file that the scores come from. Nobody named this log: damage to it must not cost the rest of the
 * page.
 *
 * @param log that was found
 * @param why there is none; a sentence
 */
record TrainerSection(Optional<TrainerLog> log, String why) {

  private static final Map<Metric, String> SHOWN = shown();

  private static Map<Metric, String> shown() {
    Map<Metric, String> shown = new LinkedHashMap<>();
    shown.put(Metric.ENTROPY, "entropy");
    shown.put(Metric.GRADIENT_NORM, "gradient norm");
    shown.put(Metric.LEARNING_RATE, "learning rate");
    shown.put(Metric.CLIP_SHARE, "clip share");
    shown.put(Metric.LENGTH, "answer length");
    return shown;
  }

  /** That of {@code study}'s run. */
  static TrainerSection of(RunStudy study, Optional<Path> scores) {
    try {
      Optional<TrainerLog> own = TrainerLog.find(study.home());
      Path lines = study.home().resolve("metrics.jsonl");
      if (own.isEmpty() && Files.exists(lines)) {
        own = Optional.of(TrainerLog.read(lines)); // says what is wrong with it
      }
      return new TrainerSection(own.or(() -> scores.flatMap(TrainerSection::known)), "");
    } catch (AlphaRlException damaged) {
      return new TrainerSection(Optional.empty(), damaged.getMessage());
    }
  }

  /** Scores are read from it: where it is a log as well, such as verl's, it is shown. */
  private static Optional<TrainerLog> known(Path scores) {
    try {
      return Optional.of(TrainerLog.read(scores))
          .filter(log -> Stream.of(Metric.values()).anyMatch(m -> log.curve(m).isPresent()));
    } catch (AlphaRlException _) {
      return Optional.empty();
    }
  }

  /** True where a log is damaged. */
  boolean isDamaged() {
    return !why.isEmpty();
  }

  /** Rewards, else losses; the reason why there are none is {@link #reason}. */
  Optional<RewardCurve> reward() {
    return log.flatMap(RewardCurve::of);
  }

  /** Why there are no rewards. */
  String reason() {
    return isDamaged()
        ? why
        : log.map(found -> found.source() + " holds neither rewards nor losses")
            .orElse(
                "the run has no log of its trainer with rewards (trainer_state.json, metrics.jsonl"
                    + " or TensorBoard's event files)");
  }

  /** The other figures that were logged, as the page shows them. */
  List<ReportDocument.Reward> others(List<String> thinned) {
    List<ReportDocument.Reward> others = new ArrayList<>();
    SHOWN.forEach(
        (metric, name) ->
            log.flatMap(found -> found.curve(metric))
                .map(curve -> curve(name, curve))
                .ifPresent(
                    curve -> {
                      thinned.addAll(ScoreFigures.thinned(curve));
                      others.add(ScoreFigures.document(curve));
                    }));
    return others;
  }

  private static RewardCurve curve(String name, Curve curve) {
    return new RewardCurve(
        name,
        LongStream.of(curve.steps()).boxed().toList(),
        DoubleStream.of(curve.values()).boxed().toList());
  }
}
