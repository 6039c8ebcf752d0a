package io.github.alpharl.adapter;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.names.ModuleTable;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.update.Update;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
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
 * stands in {@code target_parameters} (PEFT 0.21, {@code _convert_peft_config_moe}). Of types of
 * models whose configs it does not convert, the stacks themselves are named.
 */
final class AdapterTargets {

  /** {@code model.layers.1.mlp.experts.3.up_proj.weight}. */
  private static final Pattern SINGLE =
      Pattern.compile("(.+\\.experts\\.[0-9]{1,9}\\.)([^.]+)\\.weight");

  private static final String GATE_UP = "gate_up_proj";
  private static final String DOWN = "down_proj";

  private final HfCheckpoint base;
  private final NavigableMap<String, Update> matrices;
  private final Map<String, Map<Integer, Update>> stacks = new TreeMap<>();
  private final Set<String> names = new TreeSet<>();
  private final Set<String> parameters = new TreeSet<>();
  private final boolean asStacks;
  private boolean fused;

  AdapterTargets(
      HfCheckpoint base, NavigableMap<String, Update> empty, Collection<Update> updates) {
    this.base = base;
    this.matrices = empty;
    this.asStacks = ModuleTable.STANDARD.areNamedAsStacks(base.config().modelType());
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

  /** Which of them has factors of twice the rank, as it takes those of two parts. */
  Optional<String> fused() {
    return fused ? Optional.of(".*\\.experts\\." + GATE_UP) : Optional.empty();
  }

  /** The stacks of experts. */
  List<ExpertStack> stacks() {
    Set<String> loaded = new TreeSet<>();
    stacks.keySet().forEach(stack -> loaded.add(loaded(stack)));
    return stacks.entrySet().stream()
        .map(
            entry -> {
              Tensor tensor = base.tensor(entry.getKey());
              String name = loaded(tensor.name());
              // PEFT wraps gate_up_proj first, then down_proj around it.
              boolean inner =
                  name.endsWith("." + GATE_UP)
                      && loaded.contains(name.replaceAll(GATE_UP + "$", DOWN));
              return new ExpertStack(
                  name, tensor, entry.getValue(), inner, StackOrientation.isInFirst(base, tensor));
            })
        .toList();
  }

  private String loaded(String name) {
    return ModuleTable.STANDARD.loaded(base.config().modelType(), name);
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
    String name = loaded(stack);
    if (!name.endsWith("." + GATE_UP) && !name.endsWith("." + DOWN) && !name.endsWith(".weight")) {
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
        Stream.of(List.of("gate_proj", "up_proj", DOWN), List.of("w1", "w3", "w2"))
            .filter(parts -> parts.subList(0, 2).contains(single.group(2)))
            .flatMap(List::stream)
            .map(part -> single.group(1) + part + ".weight")
            .filter(base.tensors()::containsKey)
            .forEach(this::addZero);
      }
    }
  }

  private void nameMatrices() {
    Set<String> ofExperts = new TreeSet<>();
    base.tensors().keySet().stream()
        .filter(name -> SINGLE.matcher(name).matches())
        .forEach(name -> ofExperts.add(AdapterWriter.shortName(name)));
    Map<String, String> files = new HashMap<>();
    base.tensors().keySet().forEach(name -> files.put(loaded(name), name));
    ModuleNames modules = new ModuleNames(files.keySet());
    for (String name : List.copyOf(matrices.keySet())) {
      boolean expert = SINGLE.matcher(name).matches();
      if (expert && asStacks) {
        addExpertParameter(AdapterWriter.shortName(name));
      } else if (!expert && !asStacks && ofExperts.contains(AdapterWriter.shortName(name))) {
        addParameter(ModuleTable.withinLayer(name));
      } else {
        String module = ModuleTable.withoutWeight(loaded(name));
        String target = modules.target(module, path -> isMatrix(files, path, expert));
        names.add(target);
        modules.named(target).forEach(path -> addZero(files.get(path + ".weight")));
      }
    }
  }

  /** True for the module of a matrix; experts in stacks are no modules in memory. */
  private boolean isMatrix(Map<String, String> files, String module, boolean expert) {
    String file = files.get(module + ".weight");
    boolean inStack = asStacks && !expert && file != null && SINGLE.matcher(file).matches();
    return file != null && !inStack && AdapterWriter.canCarry(base.tensor(file));
  }

  /** Names the stack that the parts of this name are moved into: PEFT needs those of all experts. */
  private void addExpertParameter(String part) {
    boolean down = part.equals(DOWN) || part.equals("w2");
    parameters.add("experts." + (down ? DOWN : GATE_UP));
    fused |= !down;
    base.tensors().keySet().stream()
        .filter(name -> SINGLE.matcher(name).matches())
        .filter(name -> AdapterWriter.shortName(name).equals(part))
        .forEach(this::addZero);
  }

  private void addParameter(String within) {
    parameters.add(within);
    base.tensors().keySet().stream()
        .filter(name -> name.endsWith("." + within))
        .forEach(this::addZero);
  }

  private void addStacks() {
    for (String stack : List.copyOf(stacks.keySet())) {
      String within = ModuleTable.withinLayer(loaded(stack));
      parameters.add(within);
      base.tensors().values().stream()
          .filter(tensor -> tensor.shape().size() == 3)
          .filter(tensor -> loaded(tensor.name()).endsWith("." + within))
          .forEach(tensor -> stacks.computeIfAbsent(tensor.name(), _ -> Map.of()));
    }
  }

  private void addZero(String name) {
    matrices.putIfAbsent(name, Update.products(name, new double[0][], new float[0][]));
  }
}
