package io.github.alpharl.reproduce.watched;

import io.github.alpharl.lab.fault.FaultKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One run of the experiment.
 *
 * @param algorithm that trains
 * @param task on which problems
 * @param seed of everything random
 * @param variant what is done: a fault's name, or a healthy run's
 */
record Cell(String algorithm, String task, long seed, String variant) {

  /** The last step before faults begin, which every run of a setting shares. */
  static final int PREFIX = 22;

  static final int STEPS = 44;

  /** Runs at the usual rate, at other rates and with a decay of it. */
  static final List<String> HEALTHY =
      List.of("healthy", "healthy-half-rate", "healthy-double-rate", "healthy-cosine");

  private static final List<String> TASKS = List.of("chained-arithmetic", "faulty-facts");

  /** All runs, the most telling first: a pair of algorithms, seed by seed, then the next. */
  static List<Cell> all(int seeds) {
    List<Cell> cells = new ArrayList<>();
    for (List<String> algorithms : List.of(List.of("dapo", "grpo"), List.of("rloo", "ppo"))) {
      for (long seed = 0; seed < seeds; seed++) {
        for (String task : TASKS) {
          for (String algorithm : algorithms) {
            cells.addAll(of(algorithm, task, seed));
          }
        }
      }
    }
    return cells;
  }

  private static List<Cell> of(String algorithm, String task, long seed) {
    List<Cell> cells = new ArrayList<>();
    HEALTHY.forEach(variant -> cells.add(new Cell(algorithm, task, seed, variant)));
    for (FaultKind kind : FaultKind.values()) {
      cells.add(new Cell(algorithm, task, seed, kind.toString()));
    }
    return cells;
  }

  /** The fault, if it has one. */
  Optional<FaultKind> fault() {
    return Arrays.stream(FaultKind.values())
        .filter(kind -> kind.toString().equals(variant))
        .findFirst();
  }

  /** True if its first steps are those of the setting's other runs. */
  boolean branches() {
    return fault().isPresent() || variant.equals(HEALTHY.getFirst());
  }

  /** Algorithm, task and seed. */
  String setting() {
    return algorithm + "-" + task + "-" + seed;
  }

  String name() {
    return setting() + "-" + variant;
  }
}
