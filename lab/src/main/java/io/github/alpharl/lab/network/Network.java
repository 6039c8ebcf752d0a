package io.github.alpharl.lab.network;

import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.linear;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.lab.network.RotationTable.Rotation;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A decoder on LibTorch: token ids in, hidden states or logits out. All tensors that its methods
 * return belong to the caller's {@link PointerScope}. Not for use by several threads at once.
 */
public final class Network implements AutoCloseable {

  private final Architecture config;
  private final Compute compute;
  private final Weights weights;
  private final LowRankAdapter adapter;
  private final RotationTable rotations;

  /** Takes over {@code weights}, which must have the names and shapes of {@code config}. */
  public Network(Architecture config, Weights weights, Compute compute) {
    this(config, weights, null, compute);
  }

  /** As above with a low-rank {@code adapter} on top, or none if null. */
  public Network(Architecture config, Weights weights, LowRankAdapter adapter, Compute compute) {
    this.config = config;
    this.weights = weights;
    this.adapter = adapter;
    this.compute = compute;
    check();
    try (PointerScope _ = new PointerScope()) {
      rotations = new RotationTable(config, config.context(), compute);
    }
  }

  private void check() {
    for (Map.Entry<String, long[]> expected : config.shapes().entrySet()) {
      Tensor found = weights.get(expected.getKey());
      if (found == null) {
        throw BadDataException.of(
                "The model's weights lack the tensor %s that its config.json asks for.",
                expected.getKey())
            .on(expected.getKey())
            .as(Defect.MISSING);
      }
      if (!Arrays.equals(found.shape(), expected.getValue())) {
        throw BadDataException.of(
                "Tensor %s has the shape %s where config.json asks for %s.",
                expected.getKey(),
                Arrays.toString(found.shape()),
                Arrays.toString(expected.getValue()))
            .on(expected.getKey())
            .as(Defect.MISMATCH);
      }
    }
  }

  /** The same weights under a low-rank adapter; takes this network's place. */
  public Network under(LowRankAdapter newAdapter) {
    rotations.close();
    return new Network(config, weights, newAdapter, compute);
  }

  public Architecture config() {
    return config;
  }

  public Compute compute() {
    return compute;
  }

  public Weights weights() {
    return weights;
  }

  /** The low-rank adapter, or null. */
  public LowRankAdapter adapter() {
    return adapter;
  }

  /** The weight that the pass uses: the stored one, plus the adapter's update if there is one. */
  Tensor effective(String name) {
    Tensor weight = weights.get(name);
    return weight == null || adapter == null ? weight : adapter.onto(name, weight);
  }

  /** The joined weights of one or many passes; lives in the caller's scope. */
  public Pass pass() {
    List<DecoderBlock> blocks = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      blocks.add(new DecoderBlock(config, layer, this::effective));
    }
    return new Pass(blocks, effective(TensorNames.FINAL_NORM), effective(headName()));
  }

  private String headName() {
    return config.tied() ? TensorNames.EMBEDDING : TensorNames.HEAD;
  }

  /** Weights joined for use, so that a generation joins them once. */
  public final class Pass {
    private final List<DecoderBlock> blocks;
    private final Tensor norm;
    private final Tensor head;

    private Pass(List<DecoderBlock> blocks, Tensor norm, Tensor head) {
      this.blocks = blocks;
      this.norm = norm;
      this.head = head;
    }

    /** Hidden states after the last norm, B × T × d, of ids and positions B × T. */
    public Tensor hidden(Tensor ids, Tensor positions, Attention attention) {
      Rotation rotation = rotations.at(positions);
      Tensor x = embedding(effective(TensorNames.EMBEDDING), ids); // (B, T) -> (B, T, D)
      for (DecoderBlock block : blocks) {
        x = block.apply(x, rotation, attention); // (B, T, D)
      }
      return DecoderBlock.norm(x, norm, config);
    }

    /** Logits … × V of hidden states … × d. */
    public Tensor logits(Tensor hidden) {
      return linear(hidden, head); // (…, D)·(D, V)
    }
  }

  /** Hidden states B × T × d of right-padded rows of ids B × T, every position seeing its past. */
  public Tensor hidden(Tensor ids) {
    return hidden(pass(), ids);
  }

  private Tensor hidden(Pass pass, Tensor ids) {
    long length = ids.size(1);
    Tensor positions = torch.arange(new org.bytedeco.pytorch.Scalar(length), longs());
    return pass.hidden(ids, positions, new CausalAttention(length, config.groupSize(), compute));
  }

  private org.bytedeco.pytorch.TensorOptions longs() {
    return compute.options(torch.ScalarType.Long);
  }

  /** Logits B × T × V of right-padded rows of ids B × T. */
  public Tensor logits(Tensor ids) {
    Pass pass = pass();
    return pass.logits(hidden(pass, ids));
  }

  /** Logits … × V of hidden states … × d. */
  public Tensor logitsOf(Tensor hidden) {
    return linear(hidden, effective(headName())); // (…, D)·(D, V)
  }

  /** ‖W − W_0‖ over all weights, with the adapter's update where there is one. */
  public double distance(Weights origin) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      double squares = 0;
      for (String name : weights.map().keySet()) {
        double norm = effective(name).sub(origin.get(name)).norm().item_double();
        squares += norm * norm;
      }
      return Math.sqrt(squares);
    }
  }

  @Override
  public void close() {
    rotations.close();
    weights.close();
    if (adapter != null) {
      adapter.close();
    }
  }
}
