package io.github.alpharl.checkpoint;

import io.github.alpharl.checkpoint.names.ModuleTable;
import io.github.alpharl.checkpoint.names.TensorNames;
import io.github.alpharl.disk.NaturalOrder;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.Stretches;
import io.github.alpharl.safetensors.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * An adapter's parts laid on the tensors of one base. What costs work, such as the singular vectors
 * that PiSSA took out of the base, is computed when it is asked for.
 */
final class AdapterFit {

  private final LoraAdapter adapter;
  private final HfCheckpoint base;
  private final Map<String, String> byCanonical = new HashMap<>();
  private final SequencedMap<String, Supplier<LoraModule>> products =
      new TreeMap<>(NaturalOrder.INSTANCE);
  private final Map<String, LoraModule> computed = new ConcurrentHashMap<>();
  private final SequencedMap<String, Supplier<UpdateRows.Rescaled>> rescaled =
      new TreeMap<>(NaturalOrder.INSTANCE);
  private final Map<String, UpdateRows.Rescaled> made = new ConcurrentHashMap<>();
  private final SequencedMap<String, Supplier<Tensor>> whole = new TreeMap<>(NaturalOrder.INSTANCE);
  private final Map<String, List<ModuleId>> slices = new HashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> renamed = new ArrayList<>();
  private final List<Tensor> strayBiases = new ArrayList<>();
  private int frozen;

  AdapterFit(LoraAdapter adapter, HfCheckpoint base) {
    this.adapter = adapter;
    this.base = base;
    Set<String> ambiguous = new HashSet<>();
    for (String name : base.tensors().keySet()) {
      String loaded = ModuleTable.STANDARD.loaded(base.config().modelType(), name);
      for (String canonical :
          new TreeSet<>(List.of(TensorNames.canonical(name), TensorNames.canonical(loaded)))) {
        if (byCanonical.put(canonical, name) != null) {
          ambiguous.add(canonical);
        }
      }
    }
    byCanonical.keySet().removeAll(ambiguous);
    adapter.parts().parts.forEach(this::add);
    adapter.parts().tokens.forEach(this::addTokens);
    adapter.parts().whole.forEach(this::addWhole);
    describe();
  }

  /** The products of factors by tensor, or slice of one. */
  List<LoraModule> products() {
    return products.keySet().stream().map(this::product).toList();
  }

  List<String> notes() {
    return Collections.unmodifiableList(notes);
  }

  /** The names of the base's tensors that it changes. */
  NavigableSet<String> changed() {
    NavigableSet<String> names = new TreeSet<>(NaturalOrder.INSTANCE);
    products.keySet().stream().filter(base.tensors()::containsKey).forEach(names::add);
    names.addAll(slices.keySet());
    names.addAll(rescaled.keySet());
    names.addAll(whole.keySet());
    return names;
  }

  Optional<UpdateRows.Rescaled> rescaled(String name) {
    return Optional.ofNullable(rescaled.get(name))
        .map(update -> made.computeIfAbsent(name, _ -> update.get()));
  }

  StepCheckpoint.Change changeOf(String name) {
    if (whole.containsKey(name)) {
      return new StepCheckpoint.Change.Whole(whole.get(name).get());
    }
    if (rescaled.containsKey(name)) {
      return new StepCheckpoint.Change.Whole(rescaled(name).orElseThrow().after());
    }
    if (products.containsKey(name)) {
      return new StepCheckpoint.Change.Product(product(name));
    }
    if (slices.containsKey(name)) {
      List<ModuleId> held = slices.get(name);
      List<UpdateRows> rows =
          held.stream()
              .<UpdateRows>map(slice -> new UpdateRows.Product(product(slice.name())))
              .toList();
      return new StepCheckpoint.Change.Whole(Adapted.plus(base.tensor(name), held, rows));
    }
    return new StepCheckpoint.Change.None();
  }

  private LoraModule product(String name) {
    return computed.computeIfAbsent(name, _ -> products.get(name).get());
  }

  private Optional<Tensor> find(String name) {
    String own =
        base.tensors().containsKey(name) ? name : byCanonical.get(TensorNames.canonical(name));
    if (own != null && !own.equals(name)) {
      renamed.add("'" + name + "' to '" + own + "'");
    }
    return Optional.ofNullable(own).map(base::tensor);
  }

  private void add(String module, AdapterParts.Part part) {
    Optional<Tensor> matrix = find(module + ".weight");
    if (matrix.isEmpty()
        && (new OutputHead(base).hasFactors(module, part, adapter.parts())
            || addExperts(module, part))) {
      return;
    }
    if (matrix.isEmpty()) {
      throw adapter.bad(
          "the base %s has no tensor '%s'; give the base that this adapter was trained from%s",
          base.directory(),
          module + ".weight",
          adapter.baseModelName().map(name -> ", " + name).orElse(""));
    }
    addMatrix(module, part, matrix.get());
    if (part.bias != null) {
      addBias(module, part.bias);
    }
  }

  private void addMatrix(String module, AdapterParts.Part part, Tensor matrix) {
    String name = matrix.name();
    LoraModule plain = new LoraModule(name, part.a, part.b, adapter.config().scaling(module));
    boolean inFirst =
        part.embedding
            || ModuleTable.STANDARD.isInFirst(base.config().modelType(), name)
            || (adapter.config().fanInFanOut() && !isFitting(plain, matrix));
    LoraModule factors = inFirst ? Adapted.turned(plain) : plain;
    Supplier<LoraModule> update = () -> adapter.started(base, module, factors, matrix, inFirst);
    if (!isFitting(factors, matrix)) {
      throw adapter.bad(
          "the update of '%s' has shape %s but the base %s has %s; give the right base",
          name, shape(factors), base.directory(), matrix.shape());
    }
    if (part.magnitude != null) {
      requireMagnitudes(matrix, part, inFirst);
      rescaled.put(
          name, () -> new UpdateRows.Rescaled(matrix, update.get(), part.magnitude, inFirst));
      return;
    }
    products.put(name, update);
  }

  private void requireMagnitudes(Tensor matrix, AdapterParts.Part part, boolean inFirst) {
    long outs = inFirst ? matrix.shape().getLast() : matrix.shape().getFirst();
    if (part.magnitude.size() != outs || !part.magnitude.dtype().isFloat()) {
      throw adapter.bad(
          "the DoRA magnitudes '%s' are %s %s, expected %d numbers for the matrix '%s'; merge the"
              + " adapter into its base and use the merged checkpoint",
          part.magnitude.name(),
          part.magnitude.dtype(),
          part.magnitude.shape(),
          outs,
          matrix.name());
    }
  }

  private static boolean isFitting(LoraModule factors, Tensor matrix) {
    return matrix.shape().equals(shape(factors));
  }

  private static List<Long> shape(LoraModule factors) {
    return List.of(factors.b().shape().getFirst(), factors.a().shape().getLast());
  }

  private void addBias(String module, Tensor bias) {
    double factor = adapter.config().scaling(module);
    Optional<Tensor> before = find(module + ".bias");
    if (before.isPresent() && before.get().shape().equals(bias.shape())) {
      whole.put(before.get().name(), () -> Adapted.plus(before.get(), bias, factor));
    } else {
      strayBiases.add(bias);
    }
  }

  private boolean addExperts(String module, AdapterParts.Part part) {
    return new ExpertFit(base, adapter)
        .add(
            module,
            part,
            (name, slice, product) -> {
              products.put(name, product);
              slice.ifPresent(
                  place ->
                      slices
                          .computeIfAbsent(place.tensorName(), _ -> new ArrayList<>())
                          .add(place));
            });
  }

  private void addTokens(String module, Tensor trained) {
    Tensor matrix =
        find(module + ".weight").orElseThrow(() -> missing(trained.name(), module + ".weight"));
    List<Long> places = adapter.config().tokens(module);
    whole.put(matrix.name(), () -> Adapted.withRows(matrix, trained, places));
  }

  private void addWhole(String name, Tensor trained) {
    Optional<Tensor> there = find(name);
    if (there.isEmpty() && new OutputHead(base).isCopy(name, trained)) {
      frozen++;
      return;
    }
    if (there.isEmpty() && new OutputHead(base).isTrained(name, trained, adapter.parts())) {
      return;
    }
    Tensor before = there.orElseThrow(() -> missing(trained.name(), name));
    if (!before.shape().equals(trained.shape()) || !trained.dtype().isFloat()) {
      throw adapter.bad(
          "'%s' is %s %s but the base %s has %s; give the right base",
          trained.name(), trained.dtype(), trained.shape(), base.directory(), before.shape());
    }
    Supplier<LoraModule> update = products.get(before.name());
    if (update == null && !rescaled.containsKey(before.name())) {
      addTrained(before, trained);
    } else if (!Adapted.isCopy(before, trained)) {
      throw adapter.bad(
          "'%s' differs from '%s' of the base %s, which the adapter was trained on; give the right"
              + " base",
          trained.name(), before.name(), base.directory());
    }
  }

  /** What a model's shards hold without factors is mostly the base's. */
  private void addTrained(Tensor before, Tensor trained) {
    if (adapter.holdsModel() && Adapted.isCopy(before, trained)) {
      frozen++;
    } else {
      whole.put(before.name(), () -> trained);
    }
  }

  private BadDataException missing(String trained, String name) {
    return adapter.bad(
        "'%s' was trained, but the base %s has no tensor '%s'; give the right base",
        trained, base.directory(), name);
  }

  private void describe() {
    if (!renamed.isEmpty()) {
      notes.add(
          "%s: %s mapped to the base's, such as %s"
              .formatted(
                  adapter.file(),
                  Wording.count(renamed.size(), "name is", "names are"),
                  renamed.getFirst()));
    }
    if (frozen > 0) {
      notes.add(
          "%s: %s the base's, as far as %d samples of each show"
              .formatted(
                  adapter.file(),
                  Wording.count(frozen, "tensor without factors is", "tensors without factors are"),
                  Stretches.MOST));
    }
    if (!rescaled.isEmpty()) {
      notes.add(
          "%s: %s DoRA's, computed from the base's weights"
              .formatted(
                  adapter.file(),
                  Wording.count(
                      rescaled.size(), "update of a matrix is", "updates of matrices are")));
    }
    if (!strayBiases.isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%s: %s no counterpart in the base and %s left out, ‖Δ‖ = %.4g: %s",
              adapter.file(),
              Wording.count(strayBiases.size(), "trained bias has", "trained biases have"),
              strayBiases.size() == 1 ? "is" : "are",
              AdapterParts.norm(adapter, strayBiases),
              Wording.firstFive(strayBiases.stream().map(Tensor::name).toList())));
    }
    List<String> beside = beside();
    if (!beside.isEmpty()) {
      notes.add(
          "%s: also changes %s: %s"
              .formatted(
                  adapter.file(),
                  Wording.count(
                      beside.size(), "tensor that is no module", "tensors that are no modules"),
                  Wording.firstFive(beside)));
    }
  }

  /** The names of the base's tensors that it changes and that are no modules. */
  List<String> beside() {
    Set<String> modules = new HashSet<>();
    ModulePatterns.standard().modules(base).forEach(module -> modules.add(module.tensorName()));
    return changed().stream().filter(name -> !modules.contains(name)).toList();
  }
}
