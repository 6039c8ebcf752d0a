package io.github.alpharl.checkpoint;

import io.github.alpharl.checkpoint.names.TensorNames;
import io.github.alpharl.disk.NaturalOrder;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.JoinedMemory;
import io.github.alpharl.safetensors.RetypedMemory;
import io.github.alpharl.safetensors.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * A full model under the names of its base: wrappers and prefixes are mapped, parts that classes
 * never load count as unchanged, heads of value models are left out, and a padded vocabulary is
 * compared on the common rows. Whatever was mapped is said once.
 */
final class Alignment {

  private final HfCheckpoint base;
  private final HfCheckpoint step;
  private final NavigableMap<String, Tensor> found = new TreeMap<>(NaturalOrder.INSTANCE);
  private final Set<String> used = new HashSet<>();
  private final Map<String, String> renamed = new LinkedHashMap<>();
  private final List<String> said = new ArrayList<>();
  private final List<String> unchanged = new ArrayList<>();

  private Alignment(HfCheckpoint base, HfCheckpoint step) {
    this.base = base;
    this.step = step;
  }

  /**
   * {@code step} with exactly the tensors of {@code base}; itself where they are equal already.
   *
   * @throws io.github.alpharl.failure.BadDataException listing what cannot be mapped
   */
  static HfCheckpoint of(HfCheckpoint base, HfCheckpoint step) {
    if (step.isAlignedTo(base)) {
      return step;
    }
    if (Checkpoints.areAlike(base, step)) {
      return step.like(base);
    }
    Alignment alignment = new Alignment(base, step);
    alignment.match();
    HfCheckpoint view =
        step.view(base, alignment.found, alignment.renamed, alignment.tied(), alignment.note());
    Checkpoints.requireSameArchitecture(base, view, alignment.left());
    return view;
  }

  private void match() {
    Map<String, Tensor> offered = new HashMap<>(step.unindexed());
    offered.putAll(step.tensors());
    Map<String, String> canonical = byCanonical(offered);
    for (Tensor before : base.tensors().values()) {
      String name =
          offered.containsKey(before.name())
              ? before.name()
              : canonical.get(TensorNames.canonical(before.name()));
      if (name != null) {
        take(before, offered.get(name));
      }
    }
    new Experts(this, base, offered).match();
    tieHead();
    keepUnloaded();
    describe();
  }

  /** Canonical names that one tensor alone has. */
  private static Map<String, String> byCanonical(Map<String, Tensor> tensors) {
    Map<String, String> result = new HashMap<>();
    Set<String> ambiguous = new HashSet<>();
    for (String name : tensors.keySet()) {
      String canonical = TensorNames.canonical(name);
      if (result.put(canonical, name) != null) {
        ambiguous.add(canonical);
      }
    }
    result.keySet().removeAll(ambiguous);
    return result;
  }

  private void take(Tensor before, Tensor after) {
    used.add(after.name());
    if (!after.name().equals(before.name())) {
      renamed.put(before.name(), after.name());
    }
    put(before, commonRows(before, after));
  }

  /** Gives the base's tensor {@code before} the content {@code after}. */
  void put(Tensor before, Tensor after) {
    found.put(
        before.name(), new Tensor(before.name(), after.dtype(), after.shape(), after.memory()));
  }

  /** Counts tensors of the step as used, for one line about all of them. */
  void use(Tensor part) {
    used.add(part.name());
  }

  boolean has(String baseName) {
    return found.containsKey(baseName);
  }

  void say(String sentence) {
    said.add(sentence);
  }

  private Tensor commonRows(Tensor before, Tensor after) {
    String canonical = TensorNames.canonical(before.name());
    boolean vocabulary =
        (TensorNames.isEmbedding(canonical) || TensorNames.isHead(canonical))
            && before.isMatrix()
            && after.isMatrix()
            && before.dtype().isFloat()
            && after.dtype().isFloat()
            && before.shape().getLast().equals(after.shape().getLast())
            && !before.shape().equals(after.shape());
    return vocabulary ? cut(before, after) : after;
  }

  private Tensor cut(Tensor before, Tensor after) {
    long rows = before.shape().getFirst();
    long common = Math.min(rows, after.shape().getFirst());
    say(
        "'%s' has %d rows instead of %d: the first %d are compared"
            .formatted(before.name(), after.shape().getFirst(), rows, common));
    Tensor first = after.first(List.of(common, after.shape().getLast()));
    if (common < rows) {
      List<Long> missing = List.of(rows - common, before.shape().getLast());
      long start = common * before.shape().getLast() * before.dtype().bytes();
      Tensor rest = before.part(before.name(), start, missing);
      List<Tensor> both = List.of(first, RetypedMemory.of(rest, after.dtype()));
      return new Tensor(after.name(), after.dtype(), before.shape(), new JoinedMemory(both));
    }
    return first;
  }

  /** A head that is a copy of the embedding on one side and tied on the other. */
  private void tieHead() {
    Tensor ownHead = named(step.tensors(), true);
    Tensor ownEmbedding = named(step.tensors(), false);
    if (named(base.tensors(), true) == null
        && ownHead != null
        && ownEmbedding != null
        && step.areEqual(ownHead, ownEmbedding)) {
      used.add(ownHead.name());
      say("'" + ownHead.name() + "' is a copy of the tied embedding");
    }
    Tensor head = named(base.tensors(), true);
    Tensor embedding = named(base.tensors(), false);
    if (ownHead == null && ownEmbedding != null && head != null && embedding != null) {
      if (step.tied() && base.areEqual(head, embedding)) {
        put(head, commonRows(head, ownEmbedding));
        say("'" + head.name() + "' of the base is a copy of the embedding, which is tied here");
      }
    }
  }

  private static Tensor named(Map<String, Tensor> tensors, boolean head) {
    return tensors.values().stream()
        .filter(
            tensor -> {
              String name = TensorNames.canonical(tensor.name());
              return head ? TensorNames.isHead(name) : TensorNames.isEmbedding(name);
            })
        .findFirst()
        .orElse(null);
  }

  /** The base's own tensors stand in for those that the trainer's classes never load. */
  private void keepUnloaded() {
    for (Tensor before : base.tensors().values()) {
      if (!has(before.name()) && isUnloaded(before.name())) {
        unchanged.add(before.name());
        found.put(before.name(), before);
      }
    }
  }

  private boolean isUnloaded(String name) {
    String canonical = TensorNames.canonical(name);
    return TensorNames.isNeverLoaded(canonical, base.config().integer("num_hidden_layers"))
        || (TensorNames.isOtherSense(canonical) && !hasPart(canonical))
        || (TensorNames.isHead(canonical) && !step.config().isCausal());
  }

  private boolean hasPart(String canonical) {
    String part = canonical.substring(0, canonical.indexOf('.') + 1);
    return step.tensors().keySet().stream()
        .anyMatch(name -> TensorNames.canonical(name).startsWith(part));
  }

  private void describe() {
    if (!renamed.isEmpty()) {
      Map.Entry<String, String> first = renamed.entrySet().iterator().next();
      said.addFirst(
          "%s mapped to the base's, such as '%s' to '%s'"
              .formatted(
                  Wording.count(renamed.size(), "name is", "names are"),
                  first.getValue(),
                  first.getKey()));
    }
    if (!unchanged.isEmpty()) {
      say(
          "%s as unchanged: %s"
              .formatted(
                  Wording.count(
                      unchanged.size(),
                      "tensor of the base that it does not hold counts",
                      "tensors of the base that it does not hold count"),
                  Wording.firstFive(unchanged)));
    }
    List<String> revived =
        step.unindexed().keySet().stream().filter(used::contains).sorted().toList();
    if (!revived.isEmpty()) {
      say(
          "%s used: %s"
              .formatted(
                  Wording.count(
                      revived.size(),
                      "tensor that the index does not name is",
                      "tensors that the index does not name are"),
                  Wording.firstFive(revived)));
    }
    List<String> extra = step.tensors().keySet().stream().filter(this::isExtra).toList();
    if (!extra.isEmpty()) {
      used.addAll(extra);
      say(
          "%s left out: %s"
              .formatted(
                  Wording.count(
                      extra.size(),
                      "tensor that the base does not hold is",
                      "tensors that the base does not hold are"),
                  Wording.firstFive(extra)));
    }
  }

  private boolean isExtra(String name) {
    String canonical = TensorNames.canonical(name);
    return !used.contains(name)
        && (TensorNames.isValueHead(canonical)
            || TensorNames.isNeverLoaded(canonical, step.config().integer("num_hidden_layers"))
            || base.unindexed().containsKey(name));
  }

  private List<String> left() {
    return step.tensors().keySet().stream().filter(name -> !used.contains(name)).toList();
  }

  private boolean tied() {
    if (left().stream().anyMatch(name -> TensorNames.isHead(TensorNames.canonical(name)))) {
      return step.tied();
    }
    return named(found, true) == null ? base.tied() : step.tied() && base.tied();
  }

  private List<String> note() {
    return said.isEmpty() ? List.of() : List.of(step.directory() + ": " + String.join("; ", said));
  }
}
