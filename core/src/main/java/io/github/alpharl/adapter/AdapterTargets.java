package io.github.alpharl.adapter;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.names.ModuleTable;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.update.Update;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which weights an adapter's config names, and an update for each weight that its names match, so
 * that loaders find no missing keys: zeros where there is none.
 *
 * <p>PEFT with transformers 5 holds experts in stacks. It moves the factors of experts that a file
 * has one by one into them, but takes the short names of their projections ({@code gate_proj}) for
 * those of the stacks alone; so a weight beside them that has such a name, as in a shared expert,
 * stands in {@code target_parameters} (PEFT 0.21, {@code _convert_peft_config_moe}).
 */
final class AdapterTargets {

  /** {@code model.layers.1.mlp.experts.3.up_proj.weight}. */
  private static final Pattern SINGLE =
      Pattern.compile("(.+\\.experts\\.[0-9]{1,9}\\.)([^.]+)\\.weight");

  private final HfCheckpoint base;
  private final NavigableMap<String, Update> matrices;
  private final Map<String, Map<Integer, Update>> stacks = new TreeMap<>();
  private final Set<String> names = new TreeSet<>();
  private final Set<String> parameters = new TreeSet<>();

  AdapterTargets(
      HfCheckpoint base, NavigableMap<String, Update> empty, Collection<Update> updates) {
    this.base = base;
    this.matrices = empty;
    updates.forEach(this::add);
    if (matrices.isEmpty() && stacks.isEmpty()) {
      throw UsageException.of("there is no update to write as an adapter");
    }
    addPartners();
    nameMatrices();
    addStacks();
  }

  /** The update of every matrix, by its name. */
  NavigableMap<String, Update> matrices() {
    return matrices;
  }

  /** {@code target_modules}. */
  List<String> modules() {
    return List.copyOf(names);
  }

  /** {@code target_parameters}. */
  List<String> parameters() {
    return List.copyOf(parameters);
  }

  /** The stacks of experts. */
  List<ExpertStack> stacks() {
    boolean transposed = ModuleTable.STANDARD.isTransposed(base.config().modelType());
    return stacks.entrySet().stream()
        .map(
            entry ->
                new ExpertStack(
                    base.tensor(entry.getKey()),
                    entry.getValue(),
                    isInner(entry.getKey()),
                    transposed))
        .toList();
  }

  /** PEFT wraps gate_up_proj first, then down_proj around it. */
  private boolean isInner(String stack) {
    String parent = stack.substring(0, stack.lastIndexOf('.') + 1);
    return stack.endsWith(".gate_up_proj") && stacks.containsKey(parent + "down_proj");
  }

  private void add(Update update) {
    int bracket = update.module().indexOf('[');
    if (bracket > 0 && !base.tensors().containsKey(update.module())) {
      addExpert(update, update.module().substring(0, bracket));
      return;
    }
    Tensor tensor = base.tensor(update.module());
    if (!AdapterWriter.canCarry(tensor)) {
      throw UsageException.of(
          "'%s' (%s %s) cannot be updated by a LoRA adapter; write a full checkpoint instead",
          tensor.name(), tensor.dtype(), tensor.shape());
    }
    matrices.put(update.module(), update);
  }

  private void addExpert(Update update, String stack) {
    if (!stack.endsWith(".gate_up_proj") && !stack.endsWith(".down_proj")) {
      throw UsageException.of(
          "'%s' is one expert of a stack that PEFT has no adapters for; write a full checkpoint"
              + " instead",
          update.module());
    }
    int expert =
        Integer.parseInt(
            update.module().substring(stack.length() + 1, update.module().length() - 1));
    stacks.computeIfAbsent(stack, _ -> new LinkedHashMap<>()).put(expert, update);
  }

  /** The other parts of a stack that experts one by one are moved into: PEFT needs all of them. */
  private void addPartners() {
    for (String name : List.copyOf(matrices.keySet())) {
      Matcher single = SINGLE.matcher(name);
      if (single.matches()) {
        Stream.of(List.of("gate_proj", "up_proj"), List.of("w1", "w3"))
            .filter(parts -> parts.contains(single.group(2)))
            .flatMap(List::stream)
            .map(part -> single.group(1) + part + ".weight")
            .filter(base.tensors()::containsKey)
            .forEach(this::addZero);
      }
    }
  }

  private void nameMatrices() {
    List<String> shorts = matrices.keySet().stream().map(AdapterWriter::shortName).toList();
    List<Tensor> matched =
        base.tensors().values().stream()
            .filter(tensor -> shorts.contains(AdapterWriter.shortName(tensor.name())))
            .toList();
    boolean canBeShort = matched.stream().allMatch(AdapterWriter::canCarry);
    if (canBeShort) {
      matched.forEach(tensor -> addZero(tensor.name()));
    }
    Set<String> ofExperts = new TreeSet<>();
    matrices.keySet().stream()
        .filter(name -> SINGLE.matcher(name).matches())
        .forEach(name -> ofExperts.add(AdapterWriter.shortName(name)));
    for (String name : List.copyOf(matrices.keySet())) {
      String last = AdapterWriter.shortName(name);
      if (ofExperts.contains(last) && !SINGLE.matcher(name).matches()) {
        addParameter(ModuleTable.withinLayer(name));
      } else {
        names.add(canBeShort ? last : ModuleTable.withoutWeight(name));
      }
    }
  }

  private void addParameter(String within) {
    parameters.add(within);
    base.tensors().keySet().stream()
        .filter(name -> name.endsWith("." + within))
        .forEach(this::addZero);
  }

  private void addStacks() {
    for (String stack : List.copyOf(stacks.keySet())) {
      String within = ModuleTable.withinLayer(stack);
      parameters.add(within);
      base.tensors().values().stream()
          .filter(tensor -> tensor.name().endsWith("." + within) && tensor.shape().size() == 3)
          .forEach(tensor -> stacks.computeIfAbsent(tensor.name(), _ -> Map.of()));
    }
  }

  private void addZero(String name) {
    matrices.putIfAbsent(name, Update.products(name, new double[0][], new float[0][]));
  }
}
