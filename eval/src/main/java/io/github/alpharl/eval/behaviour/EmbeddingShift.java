package io.github.alpharl.eval.behaviour;

import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.network.TensorNames;
import io.github.alpharl.lab.torch.Tensors;
import io.github.alpharl.linearity.PrincipalComponents;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The embedding rows of the tokens that occur, before and after training, in their common first two
 * principal components.
 *
 * @param tokens ids
 * @param before one point (x, y) a token
 * @param after one point a token
 * @param meanShift mean distance of a row from its old place, in the space of the embeddings
 */
public record EmbeddingShift(
    List<Integer> tokens, List<List<Double>> before, List<List<Double>> after, double meanShift) {

  /** The shift of the rows of {@code tokens}, two at least. */
  public static EmbeddingShift of(Network base, Network trained, SortedSet<Integer> tokens) {
    List<Integer> ids = List.copyOf(tokens);
    double[][] old = rows(base, ids);
    double[][] now = rows(trained, ids);
    double[][] both = Arrays.copyOf(old, 2 * old.length);
    System.arraycopy(now, 0, both, old.length, now.length);
    double[][] points = PrincipalComponents.of(both, 2).points();
    return new EmbeddingShift(
        ids,
        points(points, 0, ids.size()),
        points(points, ids.size(), 2 * ids.size()),
        distance(old, now));
  }

  /** Only the rows asked for: a whole table of embeddings may not fit into the heap. */
  private static double[][] rows(Network network, List<Integer> ids) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      Tensor table = network.weights().get(TensorNames.EMBEDDING);
      return ids.stream().map(id -> Tensors.doubles(table.select(0, id))).toArray(double[][]::new);
    }
  }

  private static List<List<Double>> points(double[][] points, int from, int to) {
    return Arrays.stream(points, from, to).map(p -> Arrays.stream(p).boxed().toList()).toList();
  }

  private static double distance(double[][] a, double[][] b) {
    double total = 0;
    for (int i = 0; i < a.length; i++) {
      double squares = 0;
      for (int j = 0; j < a[i].length; j++) {
        squares += (a[i][j] - b[i][j]) * (a[i][j] - b[i][j]);
      }
      total += Math.sqrt(squares);
    }
    return total / a.length;
  }
}
