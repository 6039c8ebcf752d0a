package io.github.alpharl.lab.generation;

import io.github.alpharl.lab.network.Architecture;
import io.github.alpharl.lab.network.Attention;
import io.github.alpharl.lab.network.CausalAttention;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Weights;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * Keys and values of every block for the columns seen so far, each rows × KV heads × capacity ×
 * headDim. All rows share the columns; {@link #look} says which of them a row may see.
 */
final class KvCache implements Attention, AutoCloseable {

  private final Weights store = new Weights();
  private final int layers;
  private long filled;
  private Tensor mask;

  KvCache(Architecture config, long rows, long capacity, Compute compute) {
    layers = config.layers();
    try (PointerScope _ = new PointerScope()) {
      TensorOptions options = compute.options();
      long[] shape = {rows, config.kvHeads(), capacity, config.headDim()};
      for (int layer = 0; layer < layers; layer++) {
        store.put("k" + layer, torch.empty(shape, options, null));
        store.put("v" + layer, torch.empty(shape, options, null));
      }
    }
  }

  /** The additive mask of the next pass, rows × 1 × (group · T) × columns, or spreading to it. */
  void look(Tensor additiveMask) {
    mask = additiveMask;
  }

  /** Columns written so far. */
  long filled() {
    return filled;
  }

  /** To be called after a pass over {@code columns} new columns. */
  void advance(long columns) {
    filled += columns;
  }

  @Override
  public Tensor attend(int layer, Tensor q, Tensor k, Tensor v) {
    Tensor keys = append("k" + layer, k);
    Tensor values = append("v" + layer, v);
    return CausalAttention.masked(q, keys, values, mask);
  }

  private Tensor append(String name, Tensor fresh) {
    long columns = fresh.size(2);
    Tensor all = store.get(name);
    all.narrow(2, filled, columns).copy_(fresh); // (B, K, T, E)
    return all.narrow(2, 0, filled + columns); // (B, K, S, E)
  }

  /** Replaces the rows by those named in {@code index}, in its order; rows may repeat. */
  void select(Tensor index) {
    for (int layer = 0; layer < layers; layer++) {
      // (B, K, capacity, E) -> (B', K, capacity, E)
      store.put("k" + layer, store.get("k" + layer).index_select(0, index));
      store.put("v" + layer, store.get("v" + layer).index_select(0, index));
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
