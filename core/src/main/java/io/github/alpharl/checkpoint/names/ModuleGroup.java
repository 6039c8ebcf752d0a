package io.github.alpharl.checkpoint.names;

import java.util.List;
import java.util.Locale;

/** What a matrix does within its layer, read off its name. */
public enum ModuleGroup {
  /** Mixes tokens: attention, Mamba's mixers. */
  ATTENTION("attn", "attention", ".att.", "mixer"),

  /** Works on each token: MLPs and experts. */
  MLP("mlp", "feed_forward", "ffn", "expert"),

  /** Neither name is known. */
  OTHER;

  private final List<String> signs;

  ModuleGroup(String... signs) {
    this.signs = List.of(signs);
  }

  /**
   * The group of {@code module}: {@code model.layers.0.self_attn.q_proj.weight} is of attention,
   * {@code transformer.h.0.mlp.c_fc.weight} of the MLPs.
   */
  public static ModuleGroup of(String module) {
    String name = module.toLowerCase(Locale.ROOT);
    for (ModuleGroup group : values()) {
      if (group.signs.stream().anyMatch(name::contains)) {
        return group;
      }
    }
    return OTHER;
  }
}
