package io.github.alpharl.checkpoint;

import io.github.alpharl.safetensors.Tensor;

/**
 * Whether the factors of an adapter have the shapes that its configuration says.
 *
 * @param adapter that is opened
 */
record AdapterShapes(LoraAdapter adapter) {

  /** Refuses factors of {@code module} that do not fit its rank. */
  void check(String module, AdapterParts.Part part) {
    Tensor a = part.a;
    Tensor b = part.b;
    if (!a.isMatrix() || !b.isMatrix() || !a.dtype().isFloat() || !b.dtype().isFloat()) {
      throw adapter.bad(
          "the factors of '%s' are %s %s and %s %s, expected two floating-point matrices",
          module, a.dtype(), a.shape(), b.dtype(), b.shape());
    }
    long rank = adapter.config().rank(module);
    boolean stack = !adapter.config().targetParameters().isEmpty() && isStack(a, b, rank);
    if (!stack && (a.shape().getFirst() != rank || b.shape().getLast() != rank)) {
      boolean swapped = a.shape().getLast() == rank && b.shape().getFirst() == rank;
      throw adapter.bad(
          "module '%s' has lora_A %s and lora_B %s, expected (%d, in) and (out, %d) for rank %d%s",
          module,
          a.shape(),
          b.shape(),
          rank,
          rank,
          rank,
          swapped ? "; the two shapes look swapped" : "; r or rank_pattern does not fit the file");
    }
  }

  /** True for factors of all experts: r rows of A for each of them, and r columns of B. */
  private static boolean isStack(Tensor a, Tensor b, long rank) {
    return a.shape().getFirst().equals(b.shape().getLast()) && a.shape().getFirst() % rank == 0;
  }
}
