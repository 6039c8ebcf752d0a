package io.github.alpharl.spectral;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.kernel.PlainRead;
import io.github.alpharl.spectral.kernel.Tally;
import io.github.alpharl.spectral.kernel.UpdateKernels;
import io.github.alpharl.spectral.kernel.WeightPair;
import io.github.alpharl.spectral.kernel.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** One sweep of the kernel for k vectors, beside a plain read of the same bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SweepBenchmark {

  /** Vectors of a sweep. */
  @Param({"1", "2", "4", "8"})
  public int vectors;

  /** Rows of the matrix. */
  @Param("12288")
  public int rows;

  /** Columns of the matrix. */
  @Param("4096")
  public int columns;

  private WeightPair pair;
  private double[][] x;

  /** Random matrices and vectors. */
  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    pair = new WeightPair(matrix(random), matrix(random));
    x = new double[vectors][];
    for (int j = 0; j < vectors; j++) {
      x[j] = random.doubles(columns, -1, 1).toArray();
    }
  }

  private Tensor matrix(SplittableRandom random) {
    MemorySegment data = Arena.ofAuto().allocate(2L * rows * columns, 64);
    for (long at = 0; at < data.byteSize(); at += 2) {
      float weight = (float) random.nextDouble(-0.05, 0.05);
      data.set(ValueLayout.JAVA_SHORT, at, (short) (Float.floatToRawIntBits(weight) >>> 16));
    }
    return Tensor.of("weight", Dtype.BF16, data, rows, columns);
  }

  /** Y = ΔW·X and Z = ΔWᵀ·Y. */
  @Benchmark
  public double[][] sweep() {
    return apply(null);
  }

  /** The same with ‖ΔW‖² and the count of unchanged weights. */
  @Benchmark
  public double[][] countingSweep() {
    return apply(new Tally());
  }

  private double[][] apply(Tally tally) {
    return UpdateOperator.whole(pair, UpdateKernels.fastest(), Workers.SERIAL).apply(x, tally).z();
  }

  /** Both matrices, read once. */
  @Benchmark
  public long plainRead() {
    return PlainRead.checksum(pair.base().data()) + PlainRead.checksum(pair.step().data());
  }

  /** Runs all, or what the arguments' pattern names. */
  public static void main(String[] args) throws RunnerException {
    String pattern = args.length > 0 ? args[0] : SweepBenchmark.class.getSimpleName();
    new Runner(
            new OptionsBuilder()
                .include(pattern)
                .jvmArgsAppend("--add-modules", "jdk.incubator.vector", "-XX:+UseSerialGC")
                .build())
        .run();
  }
}
