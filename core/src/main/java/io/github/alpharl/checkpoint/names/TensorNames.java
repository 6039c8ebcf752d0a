package io.github.alpharl.checkpoint.names;

import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What names of tensors have in common whoever wrote them. Trainers wrap models, and classes of one
 * model put different prefixes before its parts.
 */
public final class TensorNames {

  /** {@code _orig_mod.}, {@code a._checkpoint_wrapped_module.b}: wrappers stand anywhere. */
  private static final Pattern WRAPPERS =
      Pattern.compile(
          "(?:^|(?<=\\.))(_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module"
              + "|_forward_module)\\.");

  /** {@code q_proj.base_layer.weight}: what an adapter was put around, in a whole model. */
  private static final Pattern ADAPTED = Pattern.compile("\\.base_layer(?=\\.[^.]+$)");

  /** {@code module.model.norm.weight}, {@code base_model.model.base_model.model.lm_head.weight}. */
  private static final Pattern OUTER =
      Pattern.compile(
          "^((module|pretrained_model|base_model\\.model|actor|actor_module|policy|engine)\\.)+");

  /** {@code model.language_model.layers.0.x}, {@code language_model.model.layers.0.x}. */
  private static final Pattern ROOT =
      Pattern.compile("^((model|language_model|transformer|gpt_neox|backbone|text_model)\\.)+");

  /** {@code layers.0.block_sparse_moe.experts.3.w1.weight}, as Mixtral calls its MLP. */
  private static final Pattern MIXTRAL =
      Pattern.compile("\\.block_sparse_moe\\.(?:(experts\\.[0-9]+)\\.(w[123])\\.)?");

  /** {@code layers.61.eh_proj.weight}, without its root. */
  private static final Pattern LAYER = Pattern.compile("^(?:layers|h)\\.([0-9]{1,9})\\..*");

  /** Multi-token prediction and buffers that classes compute by themselves or never load. */
  private static final Pattern NEVER_LOADED =
      Pattern.compile(
          "^mtp\\..*|.*\\.rotary_emb\\.inv_freq|.*\\.(attn|attention)\\.(masked_)?bias");

  /** {@code v_head.summary.weight}: what reward and value models put on top. */
  private static final Pattern VALUE_HEAD =
      Pattern.compile("^(v_head|value_head|score|classifier|reward_head)\\..*");

  /** {@code visual.blocks.0.attn.qkv.weight}: a part that a text-only model leaves out. */
  private static final Pattern OTHER_SENSE =
      Pattern.compile(
          "^(visual|vision_tower|vision_model|multi_modal_projector|mm_projector|audio_tower"
              + "|audio_model|embed_vision|embed_audio)\\..*");

  /** The embedding of a whole model, as its class names it. */
  private static final List<String> FIRST =
      List.of(
          "model.embed_tokens.weight",
          "model.language_model.embed_tokens.weight",
          "transformer.wte.weight",
          "gpt_neox.embed_in.weight");

  private static final Pattern EMBEDDING =
      Pattern.compile("^(embed_tokens|wte|embed_in|embeddings|word_embeddings)\\.weight$");

  private static final Pattern HEAD = Pattern.compile("^(lm_head|embed_out)\\.weight$");

  /** What a class of many senses puts before the names of its language model. */
  private static final String PART = "language_model.";

  private TensorNames() {}

  /** Without wrappers: {@code _orig_mod.model.norm.weight} is {@code model.norm.weight}. */
  public static String unwrapped(String name) {
    return OUTER.matcher(unwrappedModules(name)).replaceFirst("");
  }

  /** Without the modules that wrap others: {@code a._orig_mod.b} is {@code a.b}. */
  public static String unwrappedModules(String name) {
    return WRAPPERS.matcher(name).replaceAll("");
  }

  /**
   * What stands before every name of a whole model, whoever put it there: {@code fsdp.} before
   * {@code fsdp.model.embed_tokens.weight} and all others. Empty if there is nothing.
   */
  public static String outer(Collection<String> names) {
    String any = names.stream().findFirst().orElse("");
    String outer = any.substring(0, any.indexOf('.') + 1);
    boolean whole = FIRST.stream().map(outer::concat).anyMatch(names::contains);
    boolean all = names.stream().allMatch(name -> name.startsWith(outer));
    return whole && all && !PART.equals(outer) ? outer : "";
  }

  /** {@link #unwrapped} in a file of whole weights, where an adapter's wrapper is one, too. */
  public static String ofWhole(String name) {
    return ADAPTED.matcher(unwrapped(name)).replaceFirst("");
  }

  /** Without wrappers and root, with one name for each expert: equal for all spellings. */
  public static String canonical(String name) {
    String inner = ROOT.matcher(ofWhole(name)).replaceFirst("");
    return MIXTRAL.matcher(inner).replaceAll(TensorNames::mixtral);
  }

  private static String mixtral(MatchResult match) {
    if (match.group(1) == null) {
      return ".mlp.";
    }
    String part =
        switch (match.group(2)) {
          case "w1" -> "gate_proj";
          case "w2" -> "down_proj";
          default -> "up_proj";
        };
    return ".mlp." + match.group(1) + "." + part + ".";
  }

  /**
   * True for what model classes do not load, by a canonical name.
   *
   * @param layers how many the configuration names
   */
  public static boolean isNeverLoaded(String canonical, OptionalLong layers) {
    Matcher layer = LAYER.matcher(canonical);
    boolean beyond =
        layer.matches()
            && layers.isPresent()
            && Long.parseLong(layer.group(1)) >= layers.getAsLong();
    return beyond || NEVER_LOADED.matcher(canonical).matches();
  }

  /** True for the head of a reward or value model. */
  public static boolean isValueHead(String canonical) {
    return VALUE_HEAD.matcher(canonical).matches();
  }

  /** True for a part that sees or hears. */
  public static boolean isOtherSense(String canonical) {
    return OTHER_SENSE.matcher(canonical).matches();
  }

  /** True for the embedding of words. */
  public static boolean isEmbedding(String canonical) {
    return EMBEDDING.matcher(canonical).matches();
  }

  /** True for the output layer. */
  public static boolean isHead(String canonical) {
    return HEAD.matcher(canonical).matches();
  }
}
