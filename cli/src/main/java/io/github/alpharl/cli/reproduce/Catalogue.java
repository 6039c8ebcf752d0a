package io.github.alpharl.cli.reproduce;

import io.github.alpharl.cli.reproduce.LabRun.From;
import io.github.alpharl.lab.network.TinyModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All trainings that items may ask for; costs as measured on one core of an AMD Zen 3. */
final class Catalogue {

  static final String EASY = "chained-arithmetic";
  static final String HARD = "faulty-facts";
  static final String FORMAT = "boxed-sum";
  static final List<String> CONTROLS = List.of("sft", "distill");

  /** Steps of the learning-rate sweep on the easy task. */
  static final int EASY_STEPS = 60;

  private static final String DEFAULT_EASY = "3e-5";
  private static final Map<String, Double> COSTS =
      Map.of(
          "dapo", 165.0,
          "grpo", 170.0,
          "rloo", 121.0,
          "dr-grpo", 134.0,
          "ppo", 265.0,
          "sft", 55.0,
          "distill", 60.0);

  private Catalogue() {}

  /**
   * A point of the learning-rate sweep.
   *
   * @param task easy or hard
   * @param rate as written
   * @param schedule constant or cosine
   */
  record Rate(String task, String rate, String schedule) {}

  /** The sweep of both settings. */
  static final List<Rate> RATES =
      List.of(
          new Rate(EASY, "3e-6", "constant"),
          new Rate(EASY, "1e-5", "constant"),
          new Rate(EASY, DEFAULT_EASY, "constant"),
          new Rate(EASY, "1e-4", "constant"),
          new Rate(EASY, "3e-4", "constant"),
          new Rate(EASY, "1e-3", "constant"),
          new Rate(EASY, "1e-4", "cosine"),
          new Rate(EASY, "3e-4", "cosine"),
          new Rate(EASY, "1e-3", "cosine"),
          new Rate(HARD, "3e-5", "constant"),
          new Rate(HARD, "1e-4", "constant"),
          new Rate(HARD, "2.5e-4", "constant"),
          new Rate(HARD, "5e-4", "constant"),
          new Rate(HARD, "1e-3", "constant"),
          new Rate(HARD, "2e-3", "constant"),
          new Rate(HARD, "5e-4", "cosine"),
          new Rate(HARD, "1e-3", "cosine"),
          new Rate(HARD, "2e-3", "cosine"));

  /** The run of {@code algorithm} on chained arithmetic with all defaults. */
  static LabRun easy(String algorithm, long seed) {
    boolean taught = algorithm.equals("distill");
    return new LabRun(
        algorithm + "-" + seed,
        EASY,
        algorithm,
        seed,
        TinyModel.TINY_128,
        From.SHIPPED,
        taught ? Optional.of(easy("dapo", seed)) : Optional.empty(),
        taught ? Map.of("learningRate", 1e-4) : Map.of(),
        COSTS.get(algorithm));
  }

  /** DAPO on faulty facts at its own rate. */
  static LabRun hard(long seed) {
    return rate(new Rate(HARD, "5e-4", "constant"), seed);
  }

  /** DAPO on boxed sums, from a base that is trained first. */
  static LabRun boxed(long seed) {
    LabRun base =
        new LabRun(
            "boxed-base",
            FORMAT,
            "sft",
            0,
            TinyModel.TINY_96,
            From.RANDOM,
            Optional.empty(),
            Map.of(),
            68);
    return new LabRun(
        "boxed-" + seed,
        FORMAT,
        "dapo",
        seed,
        TinyModel.TINY_96,
        From.OTHER,
        Optional.of(base),
        Map.of(),
        45);
  }

  /** A run of the sweep; the easy one at the default rate is the longer run of {@link #easy}. */
  static LabRun rate(Rate rate, long seed) {
    boolean easy = rate.task().equals(EASY);
    boolean cosine = rate.schedule().equals("cosine");
    if (easy && rate.rate().equals(DEFAULT_EASY) && !cosine) {
      return easy("dapo", seed);
    }
    double value = Double.parseDouble(rate.rate());
    Map<String, Object> changes =
        cosine
            ? Map.of("learningRate", value, "schedule", "cosine")
            : Map.of("learningRate", value);
    String name = rate.rate() + (cosine ? "-cosine-" : "-") + seed;
    return easy
        ? new LabRun(
            "easy-" + name,
            EASY,
            "dapo",
            seed,
            TinyModel.TINY_128,
            From.SHIPPED,
            Optional.empty(),
            join(changes, Map.of("steps", EASY_STEPS)),
            100)
        : new LabRun(
            "hard-" + name,
            HARD,
            "dapo",
            seed,
            TinyModel.TINY_96,
            From.SHIPPED,
            Optional.empty(),
            changes,
            105);
  }

  private static Map<String, Object> join(Map<String, Object> a, Map<String, Object> b) {
    Map<String, Object> all = new java.util.TreeMap<>(a);
    all.putAll(b);
    return Map.copyOf(all);
  }
}
