package io.github.alpharl.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Comparisons of checkpoints. */
public final class Checkpoints {

  /** Settings that give the same tensors another meaning when they differ. */
  private static final List<String> KEYS =
      List.of(
          "model_type",
          "vocab_size",
          "hidden_size",
          "intermediate_size",
          "num_hidden_layers",
          "num_attention_heads",
          "num_key_value_heads",
          "head_dim",
          "rope_theta");

  private static final String PLACEHOLDERS =
      " (a shape of [0] is a placeholder of DeepSpeed ZeRO-3: save with"
          + " stage3_gather_16bit_weights_on_model_save)";

  private Checkpoints() {}

  /**
   * Returns if {@code step} can be subtracted from {@code base}: the same tensors of the same
   * shapes and the same architecture. A different floating-point type alone is allowed.
   *
   * @throws BadDataException listing the differences
   */
  public static void requireSameArchitecture(HfCheckpoint base, HfCheckpoint step) {
    requireSameArchitecture(base, step, namesOnlyIn(step, base));
  }

  /** Like {@link #requireSameArchitecture(HfCheckpoint, HfCheckpoint)}. */
  static void requireSameArchitecture(
      HfCheckpoint base, HfCheckpoint step, List<String> unexpected) {
    if (step.isAlignedTo(base) && unexpected.isEmpty() && namesOnlyIn(base, step).isEmpty()) {
      refuse(base, step, differentTensors(base, step));
      return;
    }
    refuseTiedDifference(base, step);
    List<String> differences = new ArrayList<>();
    compareConfigs(base.config(), step.config(), differences);
    addNames(differences, "missing", namesOnlyIn(base, step));
    addNames(differences, "unexpected", unexpected);
    differences.addAll(differentTensors(base, step));
    refuse(base, step, differences);
  }

  /** True if {@link #requireSameArchitecture} would find no difference. */
  static boolean areAlike(HfCheckpoint base, HfCheckpoint step) {
    List<String> differences = new ArrayList<>(differentTensors(base, step));
    compareConfigs(base.config(), step.config(), differences);
    return base.tied() == step.tied()
        && differences.isEmpty()
        && base.tensors().keySet().equals(step.tensors().keySet());
  }

  /** What to say where {@code step}, aligned to the base, has shorter floats; else empty. */
  public static Optional<String> roundingNote(HfCheckpoint base, HfCheckpoint step) {
    List<Tensor> rounded =
        base.tensors().values().stream()
            .filter(before -> rounds(step.tensors().get(before.name()), before))
            .toList();
    if (rounded.isEmpty()) {
      return Optional.empty();
    }
    Tensor first = rounded.getFirst();
    return Optional.of(
        "%s rounded from %s to %s, the step's type, before the subtraction"
            .formatted(
                Wording.count(rounded.size(), "tensor of the base is", "tensors of the base are"),
                first.dtype(),
                step.tensors().get(first.name()).dtype()));
  }

  private static boolean rounds(Tensor after, Tensor before) {
    return after != null
        && after.dtype().isFloat()
        && before.dtype().isFloat()
        && after.dtype().rounds(before.dtype());
  }

  private static void refuse(HfCheckpoint base, HfCheckpoint step, List<String> differences) {
    if (!differences.isEmpty()) {
      throw BadDataException.of(
              "%s is not of the same architecture as its base %s: %s; give the base that this run"
                  + " started from",
              step.directory(), base.directory(), String.join("; ", differences))
          .in(step.directory())
          .as(Defect.MISMATCH);
    }
  }

  private static void refuseTiedDifference(HfCheckpoint base, HfCheckpoint step) {
    if (base.tied() != step.tied()) {
      throw BadDataException.of(
              "%s has %s embeddings but its base %s has %s ones (tie_word_embeddings in config.json);"
                  + " save both in the same way before they are subtracted",
              step.directory(), word(step), base.directory(), word(base))
          .in(step.directory())
          .as(Defect.MISMATCH);
    }
  }

  private static String word(HfCheckpoint checkpoint) {
    return checkpoint.tied() ? "tied" : "untied";
  }

  private static void compareConfigs(ModelConfig base, ModelConfig step, List<String> result) {
    for (String key : KEYS) {
      JsonNode left = base.json().path(key);
      JsonNode right = step.json().path(key);
      if (key.equals("model_type") && areOneFamily(left.asText(), right.asText())) {
        continue;
      }
      boolean both = left.isValueNode() && right.isValueNode();
      if (both && !left.isNull() && !right.isNull() && !same(left, right)) {
        result.add(key + " is " + right + " instead of " + left);
      }
    }
  }

  /** A model and its text part, such as qwen3_5 and qwen3_5_text. */
  private static boolean areOneFamily(String left, String right) {
    return left.equals(right + "_text") || right.equals(left + "_text");
  }

  private static boolean same(JsonNode left, JsonNode right) {
    return (left.isNumber() && right.isNumber())
        ? left.doubleValue() == right.doubleValue()
        : left.equals(right);
  }

  private static void addNames(List<String> result, String kind, List<String> names) {
    if (!names.isEmpty()) {
      result.add(
          Wording.count(names.size(), "tensor is ", "tensors are ")
              + kind
              + ": "
              + Wording.firstFive(names));
    }
  }

  private static List<String> namesOnlyIn(HfCheckpoint one, HfCheckpoint other) {
    return one.tensors().keySet().stream()
        .filter(name -> !other.tensors().containsKey(name))
        .toList();
  }

  private static List<String> differentTensors(HfCheckpoint base, HfCheckpoint step) {
    List<String> different = new ArrayList<>();
    boolean empty = false;
    for (Tensor left : base.tensors().values()) {
      Tensor right = step.tensors().get(left.name());
      if (right != null && !comparable(left, right)) {
        different.add(left.name() + " is " + shown(right) + " instead of " + shown(left));
        empty |= right.size() == 0;
      }
    }
    return different.isEmpty()
        ? List.of()
        : List.of(
            Wording.count(different.size(), "tensor differs: ", "tensors differ: ")
                + Wording.firstFive(different)
                + (empty ? PLACEHOLDERS : ""));
  }

  private static boolean comparable(Tensor left, Tensor right) {
    boolean sameType =
        left.dtype() == right.dtype() || (left.dtype().isFloat() && right.dtype().isFloat());
    return sameType && left.shape().equals(right.shape());
  }

  private static String shown(Tensor tensor) {
    return tensor.dtype() + " " + tensor.shape();
  }
}
