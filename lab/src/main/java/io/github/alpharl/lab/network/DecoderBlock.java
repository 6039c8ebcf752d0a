package io.github.alpharl.lab.network;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.silu;

import io.github.alpharl.lab.network.RotationTable.Rotation;
import java.util.function.Function;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * One decoder block with its matrices joined: query, key and value in one product, gate and up in
 * another, both head norms in one. The joins are part of the gradient graph.
 *
 * <p>Axes: B rows, T positions, D width, H query heads, K key and value heads, G = H/K query heads
 * a key head, E head size, F feed-forward width.
 */
final class DecoderBlock {

  private final Architecture config;
  private final int layer;
  private final Tensor inputNorm;
  private final Tensor qkv;
  private final Tensor qkvBias;
  private final Tensor headNorms;
  private final Tensor output;
  private final Tensor outputBias;
  private final Tensor postNorm;
  private final Tensor gateUp;
  private final Tensor gateUpBias;
  private final Tensor down;
  private final Tensor downBias;

  /**
   * Joins the effective weights of block {@code layer}; {@code weight} gives null for absent ones.
   */
  DecoderBlock(Architecture config, int layer, Function<String, Tensor> weight) {
    this.config = config;
    this.layer = layer;
    Function<String, Tensor> here = rest -> weight.apply(TensorNames.layer(layer, rest));
    inputNorm = here.apply("input_layernorm.weight");
    qkv = join(here, "self_attn.%s_proj.weight", "q", "k", "v");
    qkvBias = join(here, "self_attn.%s_proj.bias", "q", "k", "v");
    headNorms = config.family().headNorms() ? headNorms(config, here) : null;
    output = here.apply("self_attn.o_proj.weight");
    outputBias = here.apply("self_attn.o_proj.bias");
    postNorm = here.apply("post_attention_layernorm.weight");
    gateUp = join(here, "mlp.%s_proj.weight", "gate", "up");
    gateUpBias = join(here, "mlp.%s_proj.bias", "gate", "up");
    down = here.apply("mlp.down_proj.weight");
    downBias = here.apply("mlp.down_proj.bias");
  }

  private static Tensor join(Function<String, Tensor> weight, String pattern, String... parts) {
    TensorVector all = new TensorVector();
    for (String part : parts) {
      Tensor tensor = weight.apply(pattern.replace("%s", part));
      if (tensor == null) {
        return null;
      }
      all.push_back(tensor);
    }
    return cat(all, 0); // ((H + 2K)·E, D) or (2F, D); of biases one axis less
  }

  /** Weights of the q norm for every query head, then of the k norm for every key head. */
  private static Tensor headNorms(Architecture config, Function<String, Tensor> weight) {
    long e = config.headDim();
    Tensor q = weight.apply("self_attn.q_norm.weight").expand(config.heads(), e); // (H, E)
    Tensor k = weight.apply("self_attn.k_norm.weight").expand(config.kvHeads(), e); // (K, E)
    return cat(new TensorVector(q, k), 0); // (H + K, E)
  }

  /** x + attention + feed-forward, for x of B × T × d. */
  Tensor apply(Tensor x, Rotation rotation, Attention attention) {
    Tensor mixed = x.add(attend(norm(x, inputNorm), rotation, attention));
    return mixed.add(feedForward(norm(mixed, postNorm)));
  }

  private Tensor attend(Tensor x, Rotation rotation, Attention attention) {
    long b = x.size(0);
    long t = x.size(1);
    int h = config.heads();
    int kv = config.kvHeads();
    int group = config.groupSize();
    int e = config.headDim();
    Tensor flat = linear(x, qkv, optional(qkvBias)); // (B, T, D) -> (B, T, (H + 2K)·E)
    Tensor all = flat.view(b, t, h + 2L * kv, e); // (B, T, H + 2K, E)
    // splits, not slices: their gradient is one copy, that of slices a zeroed tensor each
    TensorVector parts = all.split(new long[] {h + (long) kv, kv}, 2); // (B, T, H + K | K, E)
    Tensor rotated = rotation.apply(normHeads(parts.get(0))); // (B, T, H + K, E)
    TensorVector qk = rotated.split(new long[] {h, kv}, 2); // (B, T, H | K, E)
    Tensor grouped = qk.get(0).reshape(b, t, kv, group, e); // (B, T, K, G, E)
    Tensor q = grouped.permute(0, 2, 3, 1, 4).reshape(b, kv, group * t, e); // (B, K, G·T, E)
    Tensor k = qk.get(1).transpose(1, 2); // (B, K, T, E)
    Tensor v = parts.get(1).transpose(1, 2); // (B, K, T, E)
    Tensor mixed = attention.attend(layer, q, k, v).view(b, kv, group, t, e); // (B, K, G, T, E)
    Tensor joined = mixed.permute(0, 3, 1, 2, 4).reshape(b, t, (long) h * e); // (B, T, H·E)
    return linear(joined, output, optional(outputBias)); // (B, T, D)
  }

  private Tensor normHeads(Tensor qk) {
    return headNorms == null ? qk : norm(qk, null).mul(headNorms);
  }

  private Tensor feedForward(Tensor x) {
    Tensor both = linear(x, gateUp, optional(gateUpBias)); // (B, T, D) -> (B, T, 2F)
    TensorVector halves = both.split(config.mlpWidth(), 2); // twice (B, T, F)
    Tensor inner = silu(halves.get(0)).mul(halves.get(1)); // (B, T, F)
    return linear(inner, down, optional(downBias)); // (B, T, D)
  }

  private Tensor norm(Tensor x, Tensor weight) {
    return norm(x, weight, config);
  }

  /** RMSNorm over the last axis. */
  static Tensor norm(Tensor x, Tensor weight, Architecture config) {
    return torch.rms_norm(
        x, new long[] {x.size(-1)}, optional(weight), new DoubleOptional(config.normEpsilon()));
  }

  private static TensorOptional optional(Tensor tensor) {
    return tensor == null ? new TensorOptional() : new TensorOptional(tensor);
  }
}
