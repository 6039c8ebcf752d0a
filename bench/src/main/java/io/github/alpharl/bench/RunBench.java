package io.github.alpharl.bench;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.compose.Rest;
import io.github.alpharl.factor.Decomposer;
import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.factor.ModuleFactors;
import io.github.alpharl.factor.RunDecomposition;
import io.github.alpharl.factor.StoredFactors;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.run.OpenRun;
import io.github.alpharl.run.Run;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.spectral.SpectralOptions;
import io.github.alpharl.update.Update;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Decomposes a run of full checkpoints and writes one of them again, against {@code cat} and {@code
 * cp} of the same files in the same process, with the files dropped from the page cache before each
 * where the system can.
 *
 * @param run the checkpoints
 * @param store where factors go; must be empty for a measurement
 * @param scratch where one checkpoint is written and removed twice; empty to leave that out
 * @param threads modules at a time
 */
public record RunBench(Run run, FactorStore store, Optional<Path> scratch, int threads) {

  /**
   * What was measured; times in seconds, NaN for what was left out.
   *
   * @param bytesRead the weights of the base and of all steps, once each
   * @param catSeconds of {@code cat} of all these files
   * @param peakAnonymousBytes the most memory that is not mapped from files, RssAnon
   * @param copySeconds of {@code cp} and {@code sync} of the last step
   * @param writeSeconds of writing base + σ₁ u₁ v₁ᵀ of the last step, forced to the disk
   */
  public record Result(
      int steps,
      long bytesRead,
      double catSeconds,
      double decomposeSeconds,
      List<Double> stepSeconds,
      long storeBytes,
      double checkpointsOverStore,
      long heapLimitBytes,
      long peakAnonymousBytes,
      double copySeconds,
      double writeSeconds,
      int threads) {

    /** For people. */
    public List<String> lines() {
      return List.of(
          line("steps            %d on %d threads", steps, threads),
          line("read             %.1f GB", bytesRead * 1e-9),
          line("cat              %.1f s", catSeconds),
          line("decompose        %.1f s, steps %s", decomposeSeconds, stepSeconds),
          line(
              "store            %.1f MB, %.0f times smaller",
              storeBytes * 1e-6, checkpointsOverStore),
          line("heap limit       %.0f MB", heapLimitBytes * 1e-6),
          line("own memory, peak %.0f MB", peakAnonymousBytes * 1e-6),
          line("cp and sync      %.1f s", copySeconds),
          line("write            %.1f s", writeSeconds));
    }

    @FormatMethod
    private static String line(@FormatString String format, Object... values) {
      return String.format(Locale.ROOT, format, values);
    }
  }

  /** Measures; {@code listener} hears of modules and steps. */
  public Result measure(RunDecomposition.Listener listener) {
    List<Path> files = new ArrayList<>(files(run.base()));
    run.steps().values().forEach(step -> files.addAll(files(step)));
    long bytes = files.stream().mapToLong(file -> file.toFile().length()).sum();
    PageCache.drop(files);
    double cat = Timing.seconds(() -> ProcessRunner.run("cat", files, "/dev/null"));
    PageCache.drop(files);
    try (AnonymousMemory memory = new AnonymousMemory()) {
      StepTimes times = new StepTimes(listener);
      double decompose = Timing.seconds(() -> decompose(times));
      double copy = scratch.isPresent() ? copy(scratch.get()) : Double.NaN;
      double write = scratch.isPresent() ? write(scratch.get()) : Double.NaN;
      long stored = size(store.directory());
      return new Result(
          run.steps().size(),
          bytes,
          cat,
          decompose,
          times.seconds(),
          stored,
          (double) checkpointBytes() / stored,
          Runtime.getRuntime().maxMemory(),
          memory.peak(),
          copy,
          write,
          threads);
    }
  }

  private long checkpointBytes() {
    return run.steps().values().stream().mapToLong(RunBench::size).sum();
  }

  private void decompose(RunDecomposition.Listener listener) {
    Decomposer.Options options =
        new Decomposer.Options(new Rank.Count(1), SpectralOptions.DEFAULT, threads, false);
    try (OpenRun weights = new OpenRun(run, OptionalDouble.empty())) {
      new RunDecomposition(weights, store, options).update(run.steps().keySet(), listener);
    }
  }

  private double copy(Path parent) {
    Path last = run.steps().lastEntry().getValue();
    Path target = parent.resolve("copy");
    PageCache.drop(files(last));
    double seconds =
        Timing.seconds(
            () -> {
              ProcessRunner.run("cp", "-r", last.toString(), target.toString());
              ProcessRunner.run("sync", "-f", target.toString());
            });
    delete(target);
    return seconds;
  }

  private double write(Path parent) {
    Path target = parent.resolve("written");
    PageCache.drop(files(run.base()));
    double seconds = Timing.seconds(() -> writeTo(target));
    delete(target);
    return seconds;
  }

  private void writeTo(Path target) {
    try (HfCheckpoint base = HfCheckpoint.open(run.base());
        StoredFactors factors = store.open(run.steps().lastKey())) {
      List<Update> updates =
          factors.modules().stream().map(module -> update(factors.module(module))).toList();
      new ModelComposer(base, List.of(), updates, new Rest.Base()).writeCheckpoint(target);
    }
  }

  private static Update update(ModuleFactors factors) {
    float[] u = factors.u()[0];
    double[] left = new double[u.length];
    for (int i = 0; i < left.length; i++) {
      left[i] = factors.sigma()[0] * u[i];
    }
    return Update.products(factors.module(), new double[][] {left}, new float[][] {factors.v()[0]});
  }

  private static List<Path> files(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw EnvironmentException.because(directory + ": cannot be listed: " + e.getMessage(), e);
    }
  }

  private static long size(Path directory) {
    return files(directory).stream().mapToLong(file -> file.toFile().length()).sum();
  }

  private static void delete(Path directory) {
    files(directory).forEach(file -> file.toFile().delete());
    directory.toFile().delete();
  }

  /** Passes everything on and notes when steps are stored. */
  private static final class StepTimes implements RunDecomposition.Listener {

    private final RunDecomposition.Listener next;
    private final List<Double> seconds = new ArrayList<>();
    private long start;
    private int begun;
    private double share;

    StepTimes(RunDecomposition.Listener next) {
      this.next = next;
    }

    List<Double> seconds() {
      return List.copyOf(seconds);
    }

    @Override
    public void step(long step, long bytes, boolean reused) {
      if (begun == 0) {
        start = System.nanoTime();
        share = -1;
      }
      begun++;
      next.step(step, bytes, reused);
    }

    @Override
    public void module(long bytes) {
      next.module(bytes);
    }

    @Override
    public void stored(long step) {
      // Steps that are walked together are stored together and share their time.
      if (share < 0) {
        share = (System.nanoTime() - start) * 1e-9 / begun;
      }
      seconds.add(share);
      begun--;
      next.stored(step);
    }
  }
}
