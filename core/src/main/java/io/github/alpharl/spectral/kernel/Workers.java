package io.github.alpharl.spectral.kernel;

import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Runs the independent parts of a sweep; results never depend on how. */
public interface Workers {

  /** One part after the other on the calling thread. */
  Workers SERIAL = (parts, task) -> IntStream.range(0, parts).forEach(task);

  /** Runs {@code task} for 0 … parts − 1 and returns when all are done. */
  void run(int parts, IntConsumer task);

  /** Spreads the parts over the threads of {@code pool}. */
  static Workers of(ForkJoinPool pool) {
    return (parts, task) ->
        pool.submit(() -> IntStream.range(0, parts).parallel().forEach(task)).join();
  }
}
