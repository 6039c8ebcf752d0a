package io.github.alpharl.reproduce.run;

import io.github.alpharl.lab.network.ModelSize;
import io.github.alpharl.lab.optimizer.Schedule.Shape;
import io.github.alpharl.lab.option.Algorithm;
import io.github.alpharl.lab.option.Defaults;
import io.github.alpharl.lab.task.Tasks;
import io.github.alpharl.reproduce.run.LabRun.From;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All trainings that items may ask for; costs as measured on one core of an AMD Zen 3. */
public final class Catalogue {

  public static final String EASY = "chained-arithmetic";
  public static final String HARD = "faulty-facts";
  public static final String FORMAT = "boxed-sum";

  /** Tasks without a base that ships, which RL learns. */
  public static final List<String> OTHER_TASKS = List.of("sorting", FORMAT);

  public static final List<String> CONTROLS = List.of("sft", "distill");

  /** Steps of the learning-rate sweep on the easy task. */
  public static final int EASY_STEPS = 60;

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
   * @param schedule the rate's course
   */
  public record Rate(String task, String rate, Shape schedule) {}

  /** The sweep of both settings. */
  public static final List<Rate> RATES =
      List.of(
          new Rate(EASY, "3e-6", Shape.CONSTANT),
          new Rate(EASY, "1e-5", Shape.CONSTANT),
          new Rate(EASY, DEFAULT_EASY, Shape.CONSTANT),
          new Rate(EASY, "1e-4", Shape.CONSTANT),
          new Rate(EASY, "3e-4", Shape.CONSTANT),
          new Rate(EASY, "1e-3", Shape.CONSTANT),
          new Rate(EASY, "1e-4", Shape.COSINE),
          new Rate(EASY, "3e-4", Shape.COSINE),
          new Rate(EASY, "1e-3", Shape.COSINE),
          new Rate(HARD, "3e-5", Shape.CONSTANT),
          new Rate(HARD, "1e-4", Shape.CONSTANT),
          new Rate(HARD, "2.5e-4", Shape.CONSTANT),
          new Rate(HARD, "5e-4", Shape.CONSTANT),
          new Rate(HARD, "1e-3", Shape.CONSTANT),
          new Rate(HARD, "2e-3", Shape.CONSTANT),
          new Rate(HARD, "5e-4", Shape.COSINE),
          new Rate(HARD, "1e-3", Shape.COSINE),
          new Rate(HARD, "2e-3", Shape.COSINE));

  /** The run of {@code algorithm} on chained arithmetic with all defaults. */
  public static LabRun easy(String algorithm, long seed) {
    boolean taught = algorithm.equals("distill");
    return new LabRun(
        algorithm + "-" + seed,
        EASY,
        algorithm,
        seed,
        ModelSize.TINY_128,
        From.SHIPPED,
        taught ? Optional.of(easy("dapo", seed)) : Optional.empty(),
        taught ? TrainingChanges.rate(1e-4) : TrainingChanges.NONE,
        COSTS.get(algorithm));
  }

  /** DAPO on faulty facts at its own rate. */
  public static LabRun hard(long seed) {
    return rate(new Rate(HARD, "5e-4", Shape.CONSTANT), seed);
  }

  /** The network sizes of the series, and on which tasks and by which algorithms. */
  public static final List<String> SIZE_TASKS = List.of(EASY, FORMAT);

  public static final List<String> SIZE_ALGORITHMS = List.of("dapo", "grpo");

  /** Checkpoints of the series lie so many steps apart: two make no trajectory. */
  private static final int CLOSE = 2;

  private static final int CLOSE_PROBLEMS = 512;

  /** A tuned rate is so much above the usual one. */
  private static final double TUNED = 10;

  /** A run of the series over sizes, from a base of its own where none ships. */
  public static LabRun sized(ModelSize size, String task, String algorithm, long seed) {
    return sized(size, task, algorithm, seed, "", TrainingChanges.NONE, 1);
  }

  /** The first {@code steps} of {@link #sized} at ten times its rate. */
  public static LabRun sizedTuned(
      ModelSize size, String task, String algorithm, long seed, int steps) {
    Algorithm way = Algorithm.named(algorithm);
    double rate = Defaults.of(way, Tasks.named(task), false, size.width()).update().learningRate();
    return sized(
        size,
        task,
        algorithm,
        seed,
        "-x10-" + steps,
        TrainingChanges.rate(TUNED * rate).withSteps(steps),
        steps / 100.0);
  }

  private static LabRun sized(
      ModelSize size,
      String task,
      String algorithm,
      long seed,
      String suffix,
      TrainingChanges changes,
      double part) {
    boolean shipped = task.equals(EASY) && size == ModelSize.TINY_128;
    return new LabRun(
        String.join("-", size.toString(), task, algorithm + suffix, Long.toString(seed)),
        task,
        algorithm,
        seed,
        size,
        shipped ? From.SHIPPED : From.OTHER,
        shipped ? Optional.empty() : Optional.of(base(size, task)),
        changes.saving(CLOSE, CLOSE_PROBLEMS),
        part * COSTS.get(algorithm) * times(size) * (task.equals(EASY) ? 1 : 0.4));
  }

  /** {@link #sized} on chained arithmetic by DAPO at width 128, with one thing changed. */
  public static LabRun under(Condition condition, long seed) {
    String suffix =
        condition.changes().equals(TrainingChanges.NONE) ? "" : "-" + condition.folder();
    return sized(
        ModelSize.TINY_128, EASY, "dapo", seed, suffix, condition.changes(), condition.times());
  }

  private static LabRun base(ModelSize size, String task) {
    return new LabRun(
        "base-" + task + "-" + size,
        task,
        "sft",
        0,
        size,
        From.RANDOM,
        Optional.empty(),
        TrainingChanges.NONE,
        110 * times(size));
  }

  /** How much longer a step takes than at width 128: about the parameters to the power 0.9. */
  private static double times(ModelSize size) {
    return Math.pow((double) size.parameters() / ModelSize.TINY_128.parameters(), 0.9);
  }

  /** The plain run of {@link #easy} at DAPO's tuned rate, up to {@code steps}. */
  public static LabRun tuned(String algorithm, long seed, int steps) {
    return new LabRun(
        "tuned-" + algorithm + "-" + seed,
        EASY,
        algorithm,
        seed,
        ModelSize.TINY_128,
        From.SHIPPED,
        Optional.empty(),
        TrainingChanges.rate(3e-4).withSteps(steps).saving(5, CLOSE_PROBLEMS),
        COSTS.get(algorithm) * steps / 100.0);
  }

  /** DAPO on boxed sums, from a base that is trained first. */
  public static LabRun boxed(long seed) {
    LabRun base =
        new LabRun(
            "boxed-base",
            FORMAT,
            "sft",
            0,
            ModelSize.TINY_96,
            From.RANDOM,
            Optional.empty(),
            TrainingChanges.NONE,
            68);
    return new LabRun(
        "boxed-" + seed,
        FORMAT,
        "dapo",
        seed,
        ModelSize.TINY_96,
        From.OTHER,
        Optional.of(base),
        TrainingChanges.NONE,
        45);
  }

  /** A run of the sweep; the easy one at the default rate is the longer run of {@link #easy}. */
  public static LabRun rate(Rate rate, long seed) {
    boolean easy = rate.task().equals(EASY);
    boolean cosine = rate.schedule() == Shape.COSINE;
    if (easy && rate.rate().equals(DEFAULT_EASY) && !cosine) {
      return easy("dapo", seed);
    }
    double value = Double.parseDouble(rate.rate());
    TrainingChanges changed = TrainingChanges.rate(value);
    TrainingChanges changes = cosine ? changed.with(Shape.COSINE) : changed;
    String name = rate.rate() + (cosine ? "-cosine-" : "-") + seed;
    return easy
        ? new LabRun(
            "easy-" + name,
            EASY,
            "dapo",
            seed,
            ModelSize.TINY_128,
            From.SHIPPED,
            Optional.empty(),
            changes.withSteps(EASY_STEPS),
            100)
        : new LabRun(
            "hard-" + name,
            HARD,
            "dapo",
            seed,
            ModelSize.TINY_96,
            From.SHIPPED,
            Optional.empty(),
            changes,
            105);
  }
}
