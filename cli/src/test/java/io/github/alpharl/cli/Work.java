package io.github.alpharl.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A command that writes, for tests that interrupt it: what it is called with, and where its results
 * lie below {@code home}.
 */
enum Work {
  /** Fills a factor store. */
  DECOMPOSE,
  /** Decomposes one step and writes a model. */
  RECONSTRUCT,
  /** Decomposes a window and writes a model. */
  PREDICT,
  /** Decomposes a window and writes an adapter. */
  ADAPTER,
  /** Decomposes a window, multiplies its updates and compares forecasts, all of which it keeps. */
  COMPARE;

  Object[] command(Path run, Path home) {
    Path store = store(home);
    Path out = out(home);
    return switch (this) {
      case DECOMPOSE -> new Object[] {"decompose", run, "--steps", "1..50", "--store", store};
      case RECONSTRUCT ->
          new Object[] {"reconstruct", run, "--step", 30, "--store", store, "--out", out};
      case PREDICT -> predict(run, store, out);
      case COMPARE ->
          new Object[] {
            "compare", run, "--window", "1..50", "--target", "accuracy", "--store", store
          };
      case ADAPTER -> with(predict(run, store, out), "--adapter", "--base-name", "base");
    };
  }

  private static Object[] predict(Path run, Path store, Path out) {
    return new Object[] {
      "predict", run, "--window", "1..30", "--target-accuracy", 0.75, "--store", store, "--out", out
    };
  }

  /** {@code command} and {@code more}. */
  static Object[] with(Object[] command, Object... more) {
    Object[] all = java.util.Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return all;
  }

  static Path store(Path home) {
    return home.resolve("store");
  }

  static Path out(Path home) {
    return home.resolve("out");
  }

  /** All results below {@code home}, with whatever unfinished lies beside them. */
  static Map<String, String> results(Path home) {
    return Trees.of(home);
  }

  /** The finished results alone: what lies under no temporary name. */
  static Map<String, String> finished(Path home) {
    Map<String, String> tree = new TreeMap<>(Trees.of(home));
    tree.keySet().removeIf(name -> name.contains(".alpharl-tmp-"));
    return tree;
  }
}
