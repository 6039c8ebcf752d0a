package io.github.alpharl.checkpoint.names;

import java.util.List;
import java.util.Locale;

/** What a matrix does within its layer, read off its name. */
public enum ModuleGroup {
  /** Mixes tokens: attention, Mamba's mixers. */
  ATTENTION,

  /** Works on each token: MLPs and experts. */
  MLP,

  /** Neither name is known. */
  OTHER;

  private static final List<String> MIXING = List.of("attn", "attention", ".att.", "mixer");
  private static final List<String> WIDENING = List.of("mlp", "feed_forward", "ffn", "expert");

  /**
   * The group of {@code module}: {@code model.layers.0.self_attn.q_proj.weight} is of attention,
   * {@code transformer.h.0.mlp.c_fc.weight} of the MLPs.
   */
  public static ModuleGroup of(String module) {
    String name = module.toLowerCase(Locale.ROOT);
    if (MIXING.stream().anyMatch(name::contains)) {
      return ATTENTION;
    }
    return WIDENING.stream().anyMatch(name::contains) ? MLP : OTHER;
  }
}
