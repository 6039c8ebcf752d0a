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

  private static final String GUARD = "-guarded";

  /** Runs at the usual rate, at other rates and with a decay of it. */
  static final List<String> HEALTHY =
      List.of("healthy", "healthy-half-rate", "healthy-double-rate", "healthy-cosine");

  private static final List<String> TASKS = List.of("chained-arithmetic", "faulty-facts");

  private static final List<List<String>> ALGORITHMS =
      List.of(List.of("dapo", "grpo"), List.of("rloo", "ppo"));

  /**
   * All runs, the most telling first: faults of half of the pairs of algorithm and task, each with
   * the healthy runs of these at other rates, then the other half.
   */
  static List<Cell> all(List<Long> seeds) {
    List<Cell> cells = new ArrayList<>();
    for (int half = 0; half < 2; half++) {
      for (List<String> algorithms : ALGORITHMS) {
        List<Cell> late = new ArrayList<>();
        for (long seed : seeds) {
          for (int task = 0; task < TASKS.size(); task++) {
            String algorithm = algorithms.get((int) (seed + task + half) % 2);
            cells.addAll(branches(algorithm, TASKS.get(task), seed));
            late.addAll(others(algorithm, TASKS.get(task), seed));
          }
        }
        cells.addAll(late);
      }
    }
    return cells;
  }

  /** Every fault, and none, with a guard: one algorithm and task a seed. */
  static List<Cell> guarded(List<Long> seeds) {
    List<Cell> cells = new ArrayList<>();
    for (long seed : seeds) {
      String algorithm = ALGORITHMS.getFirst().get((int) seed % 2);
      branches(algorithm, TASKS.getFirst(), seed)
          .forEach(
              cell ->
                  cells.add(new Cell(cell.algorithm, cell.task, cell.seed, cell.variant + GUARD)));
    }
    return cells;
  }

  /** True if a guard looks at it. */
  boolean isGuarded() {
    return variant.endsWith(GUARD);
  }

  /** The same run without a guard. */
  Cell unguarded() {
    return isGuarded()
        ? new Cell(algorithm, task, seed, variant.substring(0, variant.length() - GUARD.length()))
        : this;
  }

  /** The runs that share their first steps. */
  private static List<Cell> branches(String algorithm, String task, long seed) {
    List<Cell> cells = new ArrayList<>();
    cells.add(new Cell(algorithm, task, seed, HEALTHY.getFirst()));
    for (FaultKind kind : FaultKind.values()) {
      cells.add(new Cell(algorithm, task, seed, kind.toString()));
    }
    return cells;
  }

  private static List<Cell> others(String algorithm, String task, long seed) {
    return HEALTHY.stream()
        .skip(1)
        .map(variant -> new Cell(algorithm, task, seed, variant))
        .toList();
  }

  /** The fault, if it has one. */
  Optional<FaultKind> fault() {
    return Arrays.stream(FaultKind.values())
        .filter(kind -> kind.toString().equals(unguarded().variant))
        .findFirst();
  }

  /** True if its first steps are those of the setting's other runs. */
  boolean branches() {
    return fault().isPresent() || unguarded().variant.equals(HEALTHY.getFirst());
  }

  /** Algorithm, task and seed. */
  String setting() {
    return algorithm + "-" + task + "-" + seed;
  }

  String name() {
    return setting() + "-" + variant;
  }
}
