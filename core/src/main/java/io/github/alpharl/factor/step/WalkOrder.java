package io.github.alpharl.factor.step;

import java.util.ArrayList;
import java.util.List;

/**
 * The order in which weights are asked for when some threads take modules, and each takes all steps
 * of its module: the first step of the first modules, one for each thread, then their second.
 *
 * @param modules the number of them
 * @param steps of each
 * @param threads that work
 */
public record WalkOrder(int modules, int steps, int threads) {

  /** What is asked for in one place. */
  public interface Use<T> {

    /** Of the module in place {@code module} and the step in place {@code step}. */
    T of(int module, int step);
  }

  /** When {@code step} of {@code module} is asked for, from 0. */
  public int place(int module, int step) {
    int group = module - module % threads;
    int size = Math.min(threads, modules - group);
    return group * steps + step * size + module - group;
  }

  /** All uses, in order. */
  public <T> List<T> all(Use<T> use) {
    List<T> all = new ArrayList<>();
    for (int group = 0; group < modules; group += threads) {
      for (int step = 0; step < steps; step++) {
        for (int module = group; module < Math.min(modules, group + threads); module++) {
          all.add(use.of(module, step));
        }
      }
    }
    return all;
  }
}
