package io.github.alpharl.factor;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Independent work on a fixed number of threads. */
public final class Parallel {

  private Parallel() {}

  /**
   * Runs {@code task} for each of {@code items}, taken in order; the first failure stops the rest
   * and is thrown.
   */
  public static <T> void forEach(int threads, List<T> items, Consumer<T> task) {
    ExecutorService executor = Executors.newFixedThreadPool(Math.max(1, threads));
    try {
      List<? extends Future<?>> futures =
          items.stream().map(item -> executor.submit(() -> task.accept(item))).toList();
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      executor.shutdownNow();
      executor.close();
    }
  }

  /** The results of {@code function}, in the order of {@code items}. */
  public static <T, R> List<R> map(
      int threads, List<T> items, java.util.function.Function<T, R> function) {
    @SuppressWarnings("unchecked")
    R[] results = (R[]) new Object[items.size()];
    List<Integer> indices = Stream.iterate(0, i -> i + 1).limit(items.size()).toList();
    forEach(threads, indices, i -> results[i] = function.apply(items.get(i)));
    return List.of(results);
  }

  private static RuntimeException rethrown(Throwable cause) {
    return switch (cause) {
      case RuntimeException failure -> failure;
      case Error error -> throw error;
      default -> new IllegalStateException(cause);
    };
  }
}
