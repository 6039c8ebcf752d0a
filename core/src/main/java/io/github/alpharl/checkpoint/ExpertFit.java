package io.github.alpharl.checkpoint;

import io.github.alpharl.checkpoint.names.ModuleTable;
import io.github.alpharl.checkpoint.names.TensorNames;
import io.github.alpharl.safetensors.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * PEFT's target_parameters: one pair of factors for all experts of a stack. The base may hold the
 * stack, in-features or out-features first, or the experts one by one.
 */
final class ExpertFit {

  private final HfCheckpoint base;
  private final LoraAdapter adapter;

  /** Takes the products that were found. */
  interface Sink {

    /** The update of one expert, {@code slice} being its place in a stack, if there is one. */
    void add(String name, Optional<ModuleId> slice, Supplier<LoraModule> product);
  }

  ExpertFit(HfCheckpoint base, LoraAdapter adapter) {
    this.base = base;
    this.adapter = adapter;
  }

  /** Finds the experts that the factors of {@code module} belong to; false if there are none. */
  boolean add(String module, AdapterParts.Part part, Sink sink) {
    String parent = TensorNames.canonical(module.replace(".base_layer", "") + ".");
    double scaling = adapter.config().scaling(module);
    List<Runnable> fitting = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String target : adapter.config().targetParameters()) {
      String last = target.substring(target.lastIndexOf('.') + 1);
      if (isOther(module, last)) {
        continue;
      }
      for (Tensor stack : base.tensors().values()) {
        boolean named = loaded(stack).equals(parent + last);
        if (named && stack.shape().size() == 3) {
          orientation(stack.shape().subList(1, 3), part, stack.shape().getFirst())
              .ifPresent(
                  inFirst -> {
                    names.add(stack.name());
                    fitting.add(() -> stacked(stack, inFirst, part, scaling, sink));
                  });
        }
      }
      singles(parent, last, part, scaling, sink)
          .ifPresent(
              adding -> {
                names.add(parent + last);
                fitting.add(adding);
              });
    }
    if (fitting.size() > 1) {
      throw adapter.bad(
          "the factors of '%s' fit '%s' as well as '%s'; merge the adapter into its base and use"
              + " the merged checkpoint",
          module, names.get(0), names.get(1));
    }
    fitting.forEach(Runnable::run);
    return !fitting.isEmpty();
  }

  private String loaded(Tensor stack) {
    String type = base.config().modelType();
    return TensorNames.canonical(ModuleTable.STANDARD.loaded(type, stack.name()));
  }

  /** True if both stacks of experts have factors and these are not those of {@code last}. */
  private boolean isOther(String module, String last) {
    List<String> lasts =
        adapter.config().targetParameters().stream()
            .map(target -> target.substring(target.lastIndexOf('.') + 1))
            .toList();
    String other = module.endsWith(".base_layer") ? "down_proj" : "gate_up_proj";
    return lasts.contains("down_proj") && lasts.contains("gate_up_proj") && last.equals(other);
  }

  /** True where A belongs to the first axis of a slice; empty where the shapes do not fit. */
  private Optional<Boolean> orientation(List<Long> slice, AdapterParts.Part part, long experts) {
    long a = part.a.shape().getLast();
    long b = part.b.shape().getFirst();
    boolean inFirst = a == slice.get(0) && b == slice.get(1);
    boolean outFirst = a == slice.get(1) && b == slice.get(0);
    if (part.a.shape().getFirst() % experts != 0 || (!inFirst && !outFirst)) {
      return Optional.empty();
    }
    boolean table = ModuleTable.STANDARD.isTransposed(base.config().modelType());
    return Optional.of(inFirst && (!outFirst || table));
  }

  private void stacked(
      Tensor stack, boolean inFirst, AdapterParts.Part part, double scaling, Sink sink) {
    long experts = stack.shape().getFirst();
    for (int e = 0; e < experts; e++) {
      String name = stack.name() + "[" + e + "]";
      ModuleId slice = new ModuleId(name, stack.name(), 0, ModuleId.OTHER, e, inFirst);
      sink.add(name, Optional.of(slice), expert(name, part, e, experts, scaling, inFirst));
    }
  }

  private static Supplier<LoraModule> expert(
      String name, AdapterParts.Part part, int e, long experts, double scaling, boolean inFirst) {
    return () -> {
      LoraModule factors = Adapted.expert(name, part, e, experts, scaling);
      return inFirst ? Adapted.turned(factors) : factors;
    };
  }

  /** Experts one by one, whose fused parts are neighbouring rows of the stack that was adapted. */
  private Optional<Runnable> singles(
      String parent, String fused, AdapterParts.Part part, double scaling, Sink sink) {
    List<String> parts = ModuleTable.STANDARD.fused().getOrDefault(fused, List.of(fused));
    List<List<Tensor>> experts = new ArrayList<>();
    while (experts.isEmpty() || !experts.getLast().isEmpty()) {
      experts.add(expert(parent + experts.size() + ".", parts));
    }
    experts.removeLast();
    if (experts.isEmpty()) {
      return Optional.empty();
    }
    List<Long> one = experts.getFirst().getFirst().shape();
    List<Long> slice = List.of(one.getFirst() * parts.size(), one.getLast());
    return orientation(slice, part, experts.size())
        .map(inFirst -> () -> single(experts, inFirst, part, scaling, sink));
  }

  private List<Tensor> expert(String prefix, List<String> parts) {
    List<Tensor> found = new ArrayList<>();
    for (String part : parts) {
      base.tensors().values().stream()
          .filter(tensor -> TensorNames.canonical(tensor.name()).equals(prefix + part + ".weight"))
          .findFirst()
          .ifPresent(found::add);
    }
    return found.size() == parts.size() ? found : List.of();
  }

  private static void single(
      List<List<Tensor>> experts,
      boolean inFirst,
      AdapterParts.Part part,
      double scaling,
      Sink sink) {
    for (int e = 0; e < experts.size(); e++) {
      for (int p = 0; p < experts.get(e).size(); p++) {
        Tensor matrix = experts.get(e).get(p);
        int place = p;
        Supplier<LoraModule> whole =
            expert(matrix.name(), part, e, experts.size(), scaling, inFirst);
        sink.add(matrix.name(), Optional.empty(), () -> rows(whole.get(), matrix, place));
      }
    }
  }

  /** The {@code place}-th block of as many rows of an update as {@code matrix} has. */
  private static LoraModule rows(LoraModule whole, Tensor matrix, int place) {
    Tensor b = whole.b();
    long bytes = matrix.shape().getFirst() * b.shape().getLast() * b.dtype().bytes();
    MemorySegment block = b.data().asSlice(place * bytes, bytes);
    Tensor part =
        Tensor.of(b.name(), b.dtype(), block, matrix.shape().getFirst(), b.shape().getLast());
    return new LoraModule(whole.baseTensor(), whole.a(), part, whole.scaling());
  }
}
