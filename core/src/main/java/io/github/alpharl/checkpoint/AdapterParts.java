package io.github.alpharl.checkpoint;

import io.github.alpharl.checkpoint.names.TensorNames;
import io.github.alpharl.disk.NaturalOrder;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tensors of an adapter's file by what they do to which module. */
final class AdapterParts {

  /**
   * {@code x.q_proj.lora_A.default.weight}, {@code x.lora_B.bias}, {@code x.lora_embedding_A},
   * {@code x.lora_magnitude_vector}: the adapter's own name is left out by current PEFT.
   */
  private static final Pattern FACTOR =
      Pattern.compile(
          "(.+)\\.lora_(A|B|embedding_A|embedding_B|magnitude_vector)"
              + "(?:\\.((?!weight$|bias$)[^.]+))?(?:\\.(weight|bias))?");

  /** {@code model.embed_tokens.token_adapter.trainable_tokens_delta}. */
  private static final Pattern TOKENS =
      Pattern.compile("(.+)\\.token_adapter\\.trainable_tokens_delta(?:\\.([^.]+))?");

  /** {@code lm_head.modules_to_save.default.weight}, {@code x.base_layer.weight}. */
  private static final Pattern SAVED =
      Pattern.compile("(.+?)\\.(?:modules_to_save\\.([^.]+)|base_layer)\\.(.+)");

  /** {@code lm_head.original_module.weight}: what stands beside a saved module, untouched. */
  private static final String FROZEN = ".original_module.";

  /** {@code lm_head.weight}: a module that was trained whole. */
  private static final Pattern WHOLE = Pattern.compile(".+\\.(weight|bias)");

  /** What LoRA trains of one module. */
  static final class Part {
    Tensor a;
    Tensor b;
    Tensor bias;
    Tensor magnitude;
    boolean embedding;
  }

  final SequencedMap<String, Part> parts = new TreeMap<>(NaturalOrder.INSTANCE);
  final SequencedMap<String, Tensor> whole = new TreeMap<>(NaturalOrder.INSTANCE);
  final SequencedMap<String, Tensor> tokens = new TreeMap<>(NaturalOrder.INSTANCE);
  final List<String> others = new ArrayList<>();
  private final List<String> wrapped = new ArrayList<>();

  /** Sorts the tensors of {@code file}; those of other adapters than {@code name} are left out. */
  AdapterParts(AdapterFile file, Optional<String> name) {
    Collection<Tensor> tensors = file.tensors().values();
    Optional<String> chosen = chosen(file, name);
    for (Tensor tensor : tensors) {
      String key = TensorNames.unwrapped(tensor.name());
      if (!tensor.name().equals(key) && !tensor.name().equals(LoraAdapter.KEY_PREFIX + key)) {
        wrapped.add(tensor.name());
      }
      add(file, tensor, key, chosen);
    }
  }

  private static Optional<String> chosen(AdapterFile file, Optional<String> name) {
    TreeSet<String> names = new TreeSet<>();
    for (Tensor tensor : file.tensors().values()) {
      owner(FACTOR.matcher(tensor.name()), 3).ifPresent(names::add);
      owner(TOKENS.matcher(tensor.name()), 2).ifPresent(names::add);
      owner(SAVED.matcher(tensor.name()), 2).ifPresent(names::add);
    }
    Optional<String> found = name.filter(names::contains);
    if (found.isEmpty() && (names.size() > 1 || (name.isPresent() && !names.isEmpty()))) {
      throw BadDataException.of(
              "%s: holds %s (%s)%s; choose one by its name in a run.json, as {\"adapter\": \"%s\","
                  + " \"steps\": {\"10\": \"%s\"}}",
              file.path(),
              names.size() > 1 ? "several adapters" : "one adapter",
              String.join(", ", names),
              name.map(wanted -> " and no '" + wanted + "'").orElse(""),
              names.first(),
              file.directory().getFileName())
          .in(file.path())
          .as(Defect.UNSUPPORTED);
    }
    return found;
  }

  private static Optional<String> owner(Matcher name, int group) {
    return name.matches() ? Optional.ofNullable(name.group(group)) : Optional.empty();
  }

  private void add(AdapterFile file, Tensor tensor, String key, Optional<String> chosen) {
    Matcher factor = FACTOR.matcher(key);
    Matcher token = TOKENS.matcher(key);
    Matcher saved = SAVED.matcher(key);
    Optional<String> owner =
        owner(factor, 3).or(() -> owner(token, 2)).or(() -> owner(saved, 2));
    boolean another = owner.isPresent() && chosen.isPresent() && !owner.equals(chosen);
    if (another || key.contains(FROZEN)) {
      return;
    }
    if (factor.matches()) {
      Part part = parts.computeIfAbsent(factor.group(1), _ -> new Part());
      put(file, part, factor.group(2), "bias".equals(factor.group(4)), tensor);
    } else if (token.matches()) {
      tokens.put(token.group(1), tensor);
    } else if (saved.matches()) {
      whole.put(saved.group(1) + "." + saved.group(3), tensor);
    } else if (WHOLE.matcher(key).matches()) {
      whole.put(key, tensor);
    } else {
      others.add(tensor.name());
    }
  }

  private static void put(AdapterFile file, Part part, String letter, boolean bias, Tensor tensor) {
    Tensor old =
        switch (letter) {
          case "A", "embedding_A" -> set(part.a, () -> part.a = tensor);
          case "magnitude_vector" -> set(part.magnitude, () -> part.magnitude = tensor);
          default ->
              bias ? set(part.bias, () -> part.bias = tensor) : set(part.b, () -> part.b = tensor);
        };
    part.embedding |= letter.startsWith("embedding");
    if (old != null) {
      throw BadDataException.of(
              "%s: '%s' and '%s' are the same factor", file.path(), old.name(), tensor.name())
          .in(file.path(), tensor.name());
    }
  }

  private static Tensor set(Tensor old, Runnable setting) {
    setting.run();
    return old;
  }

  /** The tensors that do something besides LoRA's own update of a matrix. */
  List<Tensor> beside() {
    List<Tensor> all = new ArrayList<>(whole.values());
    all.addAll(tokens.values());
    for (Part part : parts.values()) {
      if (part.embedding) {
        all.add(part.a);
        all.add(part.b);
      }
      if (part.bias != null) {
        all.add(part.bias);
      }
      if (part.magnitude != null) {
        all.add(part.magnitude);
      }
    }
    all.removeIf(tensor -> tensor == null);
    return all;
  }

  /** One line about names that were unwrapped, if any. */
  Optional<String> unwrapped(AdapterFile file) {
    return wrapped.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s: %s read without %s, such as '%s'"
                .formatted(
                    file.path(),
                    Wording.count(wrapped.size(), "name is", "names are"),
                    wrapped.size() == 1 ? "its wrapper" : "their wrappers",
                    wrapped.getFirst()));
  }

  /** One line about what is none of these, if anything. */
  Optional<String> ignored(AdapterFile file) {
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            file.path()
                + ": ignores "
                + Wording.count(others.size(), "tensor that is no part", "tensors that are no part")
                + " of LoRA: "
                + Wording.firstFive(others));
  }

  /** Refuses factors of {@code module} of {@code adapter} that do not fit its rank. */
  static void requireShapes(LoraAdapter adapter, String module, Part part) {
    Tensor a = part.a;
    Tensor b = part.b;
    if (!a.isMatrix() || !b.isMatrix() || !a.dtype().isFloat() || !b.dtype().isFloat()) {
      throw adapter.bad(
          "the factors of '%s' are %s %s and %s %s, expected two floating-point matrices",
          module, a.dtype(), a.shape(), b.dtype(), b.shape());
    }
    long rank = adapter.config().rank(module);
    boolean stack = !adapter.config().targetParameters().isEmpty() && isStack(a, b, rank);
    if (!stack && (a.shape().getFirst() != rank || b.shape().getLast() != rank)) {
      boolean swapped = a.shape().getLast() == rank && b.shape().getFirst() == rank;
      throw adapter.bad(
          "module '%s' has lora_A %s and lora_B %s, expected (%d, in) and (out, %d) for rank %d%s",
          module,
          a.shape(),
          b.shape(),
          rank,
          rank,
          rank,
          swapped ? "; the two shapes look swapped" : "; r or rank_pattern does not fit the file");
    }
  }

  /** True for factors of all experts: r rows of A for each of them, and r columns of B. */
  private static boolean isStack(Tensor a, Tensor b, long rank) {
    return a.shape().getFirst().equals(b.shape().getLast()) && a.shape().getFirst() % rank == 0;
  }
}
