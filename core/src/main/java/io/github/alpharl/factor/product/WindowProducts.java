package io.github.alpharl.factor.product;

import java.util.List;
import java.util.Map;

/**
 * The inner products of the updates of every module over some steps.
 *
 * @param steps of the rows and columns
 * @param gram by module (T × T)
 */
public record WindowProducts(List<Long> steps, Map<String, double[][]> gram) {

  /** Copies the collections. */
  public WindowProducts {
    steps = List.copyOf(steps);
    gram = Map.copyOf(gram);
  }

  /** Those of {@code module} over {@code some} of the steps. */
  public double[][] of(String module, List<Long> some) {
    int[] at = some.stream().mapToInt(steps::indexOf).toArray();
    double[][] whole = gram.get(module);
    double[][] part = new double[at.length][at.length];
    for (int s = 0; s < at.length; s++) {
      for (int t = 0; t < at.length; t++) {
        part[s][t] = whole[at[s]][at[t]];
      }
    }
    return part;
  }
}
