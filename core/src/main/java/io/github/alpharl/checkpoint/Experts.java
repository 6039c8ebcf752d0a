package io.github.alpharl.checkpoint;

import io.github.alpharl.checkpoint.names.ModuleTable;
import io.github.alpharl.checkpoint.names.TensorNames;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.JoinedMemory;
import io.github.alpharl.safetensors.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Experts that are one by one on one side and stacked on the other, with out-features first: both
 * are read where they lie.
 */
final class Experts {

  /** {@code layers.1.mlp.experts.3.up_proj.weight}, a canonical name. */
  private static final Pattern SINGLE =
      Pattern.compile("(.+\\.experts)\\.([0-9]{1,9})\\.([^.]+)\\.weight");

  private final Alignment alignment;
  private final HfCheckpoint base;
  private final Map<String, Tensor> offered = new HashMap<>();
  private final List<String> mapped = new ArrayList<>();
  private int stacks;

  Experts(Alignment alignment, HfCheckpoint base, Map<String, Tensor> offered) {
    this.alignment = alignment;
    this.base = base;
    offered
        .values()
        .forEach(tensor -> this.offered.put(TensorNames.canonical(tensor.name()), tensor));
  }

  void match() {
    for (Tensor before : base.tensors().values()) {
      if (!alignment.has(before.name()) && before.dtype().isFloat()) {
        Tensor after = before.isMatrix() ? slice(before) : stack(before);
        if (after != null) {
          alignment.put(before, after);
          mapped.add(before.name());
        }
      }
    }
    if (!mapped.isEmpty()) {
      alignment.say(
          "%s, which %s, such as '%s'"
              .formatted(
                  Wording.count(
                      mapped.size(),
                      "tensor of experts is mapped",
                      "tensors of experts are mapped"),
                  (mapped.size() == 1 ? "is " : "are ")
                      + (stacks > 0 ? "stacked in the base" : "one by one in the base"),
                  mapped.getFirst()));
    }
  }

  /** The rows of one expert within the step's stack, or null. */
  private Tensor slice(Tensor before) {
    Matcher name = SINGLE.matcher(TensorNames.canonical(before.name()));
    if (!name.matches()) {
      return null;
    }
    String part = name.group(3);
    Tensor whole = offered.get(name.group(1) + "." + part);
    if (whole != null) {
      return rows(whole, before, Integer.parseInt(name.group(2)), 0);
    }
    for (Map.Entry<String, List<String>> fused : ModuleTable.STANDARD.fused().entrySet()) {
      Tensor stack = offered.get(name.group(1) + "." + fused.getKey());
      int place = fused.getValue().indexOf(part);
      if (stack != null && place >= 0) {
        return rows(stack, before, Integer.parseInt(name.group(2)), place);
      }
    }
    return null;
  }

  /** The {@code place}-th block of as many rows as {@code like} has, of one expert. */
  private Tensor rows(Tensor stack, Tensor like, int expert, int place) {
    long rows = like.shape().getFirst();
    long columns = like.shape().getLast();
    boolean fits =
        stack.shape().size() == 3
            && stack.dtype().isFloat()
            && stack.shape().get(0) > expert
            && stack.shape().get(1) >= (place + 1) * rows
            && stack.shape().get(1) % rows == 0
            && stack.shape().get(2) == columns;
    if (!fits) {
      return null;
    }
    alignment.use(stack);
    long first = (expert * stack.shape().get(1) + place * rows) * columns * stack.dtype().bytes();
    return stack.part(like.name(), first, List.of(rows, columns));
  }

  /** The step's single experts one after the other, or null; all are of the type of the first. */
  private Tensor stack(Tensor before) {
    String name = TensorNames.canonical(before.name());
    int dot = name.lastIndexOf('.');
    if (before.shape().size() != 3 || !name.substring(0, Math.max(dot, 0)).endsWith(".experts")) {
      return null;
    }
    String last = name.substring(dot + 1);
    List<String> parts = ModuleTable.STANDARD.fused().getOrDefault(last, List.of(last));
    List<Tensor> pieces = new ArrayList<>();
    for (int expert = 0; expert < before.shape().getFirst(); expert++) {
      for (String part : parts) {
        pieces.add(offered.get(name.substring(0, dot) + "." + expert + "." + part + ".weight"));
      }
    }
    return pieces.stream().allMatch(piece -> fits(piece, before, parts.size()))
            && pieces.stream().map(Tensor::dtype).distinct().count() == 1
        ? together(before, pieces)
        : null;
  }

  private static boolean fits(Tensor piece, Tensor before, int parts) {
    return piece != null
        && piece.isMatrix()
        && piece.dtype().isFloat()
        && piece.shape().getFirst() * parts == before.shape().get(1)
        && piece.shape().getLast().equals(before.shape().get(2));
  }

  private Tensor together(Tensor before, List<Tensor> pieces) {
    pieces.forEach(alignment::use);
    stacks++;
    return new Tensor(
        before.name(), pieces.getFirst().dtype(), before.shape(), new JoinedMemory(pieces));
  }
}
