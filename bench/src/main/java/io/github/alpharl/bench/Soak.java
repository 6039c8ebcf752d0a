package io.github.alpharl.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.lab.network.ModelFiles;
import io.github.alpharl.lab.network.ModelSize;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.option.Algorithm;
import io.github.alpharl.lab.option.Defaults;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.rl.Actor;
import io.github.alpharl.lab.run.Start;
import io.github.alpharl.lab.run.Trainer;
import io.github.alpharl.lab.task.Problem;
import io.github.alpharl.lab.task.Problems;
import io.github.alpharl.lab.task.Split;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import io.github.alpharl.lab.text.Tokenizer;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Cycles of load, sample, train, save, continue, close within one process, over every algorithm and
 * every choice of what trains, while the resident memory is noted: native memory that is not given
 * back shows as growth, a wrong free as a crash.
 *
 * @param scratch where models and runs go; removed again
 * @param time how long
 * @param threads of LibTorch
 */
public record Soak(Path scratch, Duration time, int threads) {

  private static final String TASK = "chained-arithmetic";
  private static final List<String> TRAINABLE = List.of("projections", "all", "lora");
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /**
   * The process at one moment.
   *
   * @param minute since the start
   * @param cycles completed
   * @param residentBytes VmRSS
   * @param anonymousBytes RssAnon: without pages of mapped files
   * @param heapBytes used of the Java heap
   */
  public record Point(
      double minute, long cycles, long residentBytes, long anonymousBytes, long heapBytes) {

    private static final double MEGABYTE = 1e6;

    /** For people. */
    public String line() {
      return String.format(
          Locale.ROOT,
          "minute %.0f  %d cycles  resident %.0f MB, own %.0f MB, Java heap %.0f MB",
          minute,
          cycles,
          residentBytes / MEGABYTE,
          anonymousBytes / MEGABYTE,
          heapBytes / MEGABYTE);
    }
  }

  /** Runs; {@code listener} sees a point a minute, which are also returned. */
  public List<Point> run(Consumer<Point> listener) {
    Compute compute = new Compute(Device.CPU, Compute.Precision.FLOAT32, threads).load();
    Path base = scratch.resolve("base");
    new Start.Shipped(Tasks.named(TASK), ModelSize.TINY_128).write(base);
    List<Point> points = new ArrayList<>();
    long begin = System.nanoTime();
    long next = begin;
    for (long cycle = 0; System.nanoTime() - begin < time.toNanos(); cycle++) {
      cycle(base, compute, cycle);
      if (System.nanoTime() >= next) {
        next += MINUTE;
        points.add(point(begin, cycle + 1));
        listener.accept(points.getLast());
      }
    }
    delete(base);
    return points;
  }

  private static Point point(long begin, long cycles) {
    Runtime runtime = Runtime.getRuntime();
    return new Point(
        (double) (System.nanoTime() - begin) / MINUTE,
        cycles,
        ResidentMemory.all(),
        ResidentMemory.anonymous(),
        runtime.totalMemory() - runtime.freeMemory());
  }

  private void cycle(Path base, Compute compute, long cycle) {
    sample(base, compute, cycle);
    Algorithm[] algorithms = Algorithm.values();
    Algorithm algorithm = algorithms[(int) (cycle % algorithms.length)];
    String trainable = TRAINABLE.get((int) (cycle / algorithms.length % TRAINABLE.size()));
    Path run = scratch.resolve("run");
    train(base, run, options(algorithm, trainable, base, cycle, 2));
    train(base, run, options(algorithm, trainable, base, cycle, 3)); // goes on from step 2
    sample(run.resolve("step-3"), compute, cycle);
    delete(run);
  }

  private TrainOptions options(
      Algorithm algorithm, String trainable, Path teacher, long seed, int steps) {
    ObjectNode small =
        new ObjectMapper()
            .createObjectNode()
            .put("steps", steps)
            .put("saveEvery", 1)
            .put("prompts", 16)
            .put("validationProblems", 64)
            .put("testProblems", 32)
            .put("seed", seed)
            .put("trainable", trainable)
            .put("threads", threads)
            // read by some algorithms alone; they bring the reference and the teacher in
            .put("klLoss", 0.001)
            .put("klReward", 0.001)
            .put("teacher", teacher.toString());
    return Defaults.of(algorithm, Tasks.named(TASK), false, ModelSize.TINY_128.width()).with(small);
  }

  private static void train(Path base, Path run, TrainOptions options) {
    new Trainer(new Start.Directory(base), options, run, _ -> {}).run();
  }

  private static void sample(Path model, Compute compute, long seed) {
    try (Tokenizer tokenizer = Tokenizer.open(model);
        Network network = ModelFiles.load(model, compute)) {
      Task task = Tasks.named(TASK);
      Actor actor = Actor.of(network, tokenizer, task, 0);
      List<Problem> problems = new Problems(task, Split.TEST, seed).range(0, 32);
      actor.answer(problems, 4, actor.sampling(1, 0.95, 10, seed));
      actor.answer(problems, 1, actor.sampling(0, 1, 0, seed));
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw EnvironmentException.because(directory + ": cannot be removed: " + e.getMessage(), e);
    }
  }
}
