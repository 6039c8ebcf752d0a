package io.github.alpharl.lab.network;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.silu;

import io.github.alpharl.lab.network.RotationTable.Rotation;
import io.github.alpharl.lab.torch.Weights;
import java.util.function.Function;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * One decoder block with its matrices joined: query, key and value in one product, gate and up in
 * another, both head norms in one. The joins are part of the gradient graph.
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
    return cat(all, 0);
  }

  /** Weights of the q norm for every query head, then of the k norm for every key head. */
  private static Tensor headNorms(Architecture config, Function<String, Tensor> weight) {
    Tensor q = weight.apply("self_attn.q_norm.weight").expand(config.heads(), config.headDim());
    Tensor k = weight.apply("self_attn.k_norm.weight").expand(config.kvHeads(), config.headDim());
    return cat(new TensorVector(q, k), 0);
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
    Tensor all = linear(x, qkv, optional(qkvBias)).view(b, t, h + 2L * kv, e);
    // splits, not slices: their gradient is one copy, that of slices a zeroed tensor each
    TensorVector parts = all.split(new long[] {h + (long) kv, kv}, 2);
    TensorVector qk = rotation.apply(normHeads(parts.get(0))).split(new long[] {h, kv}, 2);
    Tensor q =
        qk.get(0).reshape(b, t, kv, group, e).permute(0, 2, 3, 1, 4).reshape(b, kv, group * t, e);
    Tensor k = qk.get(1).transpose(1, 2);
    Tensor v = parts.get(1).transpose(1, 2);
    Tensor mixed = attention.attend(layer, q, k, v).view(b, kv, group, t, e);
    Tensor joined = mixed.permute(0, 3, 1, 2, 4).reshape(b, t, (long) h * e);
    return linear(joined, output, optional(outputBias));
  }

  private Tensor normHeads(Tensor qk) {
    return headNorms == null ? qk : norm(qk, null).mul(headNorms);
  }

  private Tensor feedForward(Tensor x) {
    Tensor both = linear(x, gateUp, optional(gateUpBias));
    TensorVector halves = both.split(config.mlpWidth(), 2);
    Tensor inner = silu(halves.get(0)).mul(halves.get(1));
    return linear(inner, down, optional(downBias));
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
