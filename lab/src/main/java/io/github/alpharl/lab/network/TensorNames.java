package io.github.alpharl.lab.network;

import java.util.regex.Pattern;

/** The tensor names of Hugging Face decoders. */
public final class TensorNames {

  /** The embedding matrix, V × d. */
  public static final String EMBEDDING = "model.embed_tokens.weight";

  /** The weight of the last RMSNorm. */
  public static final String FINAL_NORM = "model.norm.weight";

  /** The output matrix, V × d; absent when tied. */
  public static final String HEAD = "lm_head.weight";

  private static final Pattern PROJECTION =
      Pattern.compile("model\\.layers\\.\\d+\\.(self_attn|mlp)\\.[a-z]+_proj\\.weight");

  private TensorNames() {}

  /** The name of a tensor of block {@code layer}, counted from 0. */
  public static String layer(int layer, String rest) {
    return "model.layers." + layer + "." + rest;
  }

  /** True for the weight matrix of an attention or feed-forward projection. */
  public static boolean isProjection(String name) {
    return PROJECTION.matcher(name).matches();
  }
}
