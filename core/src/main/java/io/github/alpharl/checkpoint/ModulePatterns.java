package io.github.alpharl.checkpoint;

import io.github.alpharl.checkpoint.names.ModuleSelection;
import io.github.alpharl.checkpoint.names.ModuleTable;
import io.github.alpharl.disk.NaturalOrder;
import io.github.alpharl.safetensors.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Which tensors are modules: every floating-point weight of two dimensions, and every slice of a
 * three-dimensional stack, that is no embedding, head, norm, router or convolution. A table of
 * known names gives their places; an unknown name is a module all the same, of the kind {@code
 * other} and of the layer that is the first number in it.
 */
public final class ModulePatterns {

  private static final ModulePatterns STANDARD =
      new ModulePatterns(ModuleTable.STANDARD, true, ModuleSelection.all());

  private final ModuleTable table;
  private final boolean unknownToo;
  private final ModuleSelection selection;

  private ModulePatterns(ModuleTable table, boolean unknownToo, ModuleSelection selection) {
    this.table = table;
    this.unknownToo = unknownToo;
    this.selection = selection;
  }

  /** The general rule. */
  public static ModulePatterns standard() {
    return STANDARD;
  }

  /** Names of these patterns only, such as {@code model.layers.{layer}.mlp.*.weight}. */
  public static ModulePatterns of(List<String> templates) {
    return new ModulePatterns(ModuleTable.of(templates), false, ModuleSelection.all());
  }

  /** These modules as far as {@code selection} takes them. */
  public ModulePatterns select(ModuleSelection selected) {
    return new ModulePatterns(table, unknownToo, selected);
  }

  /**
   * The modules of {@code checkpoint} by layer, within a layer in the order of computation.
   *
   * @throws io.github.alpharl.failure.UsageException if it has some, but none that are selected
   */
  public List<ModuleId> modules(HfCheckpoint checkpoint) {
    List<ModuleId> all = all(checkpoint);
    selection.requireAny(all.stream().map(ModuleId::name).toList());
    return all.stream().filter(module -> selection.takes(module.name())).toList();
  }

  private List<ModuleId> all(HfCheckpoint checkpoint) {
    String type = checkpoint.config().modelType();
    return checkpoint.tensors().values().stream()
        .flatMap(tensor -> modules(tensor, type))
        .sorted(
            Comparator.comparingInt(ModuleId::layer)
                .thenComparingInt(this::rank)
                .thenComparing(ModuleId::name, NaturalOrder.INSTANCE))
        .toList();
  }

  /**
   * What is selected of {@code checkpoint}, in one line with sizes; empty where all counts.
   *
   * @throws io.github.alpharl.failure.UsageException if nothing is
   */
  public Optional<String> note(HfCheckpoint checkpoint) {
    if (selection.isAll()) {
      return Optional.empty();
    }
    List<ModuleId> all = all(checkpoint);
    List<ModuleId> taken = modules(checkpoint);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%d of %d modules %s selected, with %,d of %,d weights; the others do not count",
            taken.size(),
            all.size(),
            taken.size() == 1 ? "is" : "are",
            weights(checkpoint, taken),
            weights(checkpoint, all)));
  }

  private static long weights(HfCheckpoint checkpoint, List<ModuleId> modules) {
    return modules.stream().mapToLong(module -> module.slice(checkpoint).size()).sum();
  }

  /** The names of all other tensors: norms, biases, embeddings, the output layer. */
  public List<String> rest(HfCheckpoint checkpoint) {
    Set<String> held = new HashSet<>();
    modules(checkpoint).forEach(module -> held.add(module.tensorName()));
    return checkpoint.tensors().keySet().stream().filter(name -> !held.contains(name)).toList();
  }

  /**
   * Why {@code tensor} is no module, in a few words such as "an embedding" or "not selected"; empty
   * if it is one, or holds some.
   */
  public Optional<String> whyNot(HfCheckpoint checkpoint, Tensor tensor) {
    Optional<String> reason = whyNot(tensor);
    if (reason.isPresent()) {
      return reason;
    }
    boolean taken =
        modules(tensor, checkpoint.config().modelType())
            .anyMatch(module -> selection.takes(module.name()));
    return taken ? Optional.empty() : Optional.of("not selected");
  }

  private Optional<String> whyNot(Tensor tensor) {
    if (!tensor.dtype().isFloat()) {
      return Optional.of("of type " + tensor.dtype());
    }
    Optional<String> excluded = table.exclusion(tensor.name());
    if (excluded.isPresent()) {
      return excluded.map(what -> (what.startsWith("e") ? "an " : "a ") + what);
    }
    return isMatrices(tensor) ? unknown(tensor) : Optional.of("no matrix");
  }

  private Optional<String> unknown(Tensor tensor) {
    if (table.match(tensor.name()).isPresent()) {
      return Optional.empty();
    }
    if (!unknownToo) {
      return Optional.of("of a name that was not asked for");
    }
    boolean vector = tensor.shape().getLast() == 1 || sizeBefore(tensor) == 1;
    return vector ? Optional.of("a vector") : Optional.empty();
  }

  private static boolean isMatrices(Tensor tensor) {
    int dimensions = tensor.shape().size();
    return (dimensions == 2 || dimensions == 3) && tensor.size() > 0;
  }

  private static long sizeBefore(Tensor tensor) {
    return tensor.shape().get(tensor.shape().size() - 2);
  }

  private Stream<ModuleId> modules(Tensor tensor, String modelType) {
    if (whyNot(tensor).isPresent()) {
      return Stream.of();
    }
    String name = tensor.name();
    Optional<Matcher> match = table.match(name);
    int layer = match.map(m -> Integer.parseInt(m.group("layer"))).orElseGet(() -> layer(name));
    String kind = match.map(ModulePatterns::kind).orElse(ModuleId.OTHER);
    int expert = match.map(ModulePatterns::expert).orElse(-1);
    boolean inFirst = table.isInFirst(modelType, name);
    if (tensor.isMatrix()) {
      return Stream.of(new ModuleId(name, name, layer, kind, expert, inFirst));
    }
    return LongStream.range(0, tensor.shape().getFirst())
        .mapToObj(e -> new ModuleId(name + "[" + e + "]", name, layer, kind, (int) e, inFirst));
  }

  /** The first number among the parts of {@code name}, or 0. */
  private static int layer(String name) {
    return Arrays.stream(name.split("\\."))
        .filter(part -> part.length() < 10 && part.chars().allMatch(Character::isDigit))
        .filter(part -> !part.isEmpty())
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElse(0);
  }

  /** What follows the layer's number, without the expert's number and {@code .weight}. */
  private static String kind(Matcher match) {
    String name = match.group();
    boolean hasExpert = expert(match) >= 0;
    String rest =
        hasExpert
            ? name.substring(match.end("layer") + 1, match.start("expert"))
                + name.substring(match.end("expert") + 1)
            : name.substring(match.end("layer") + 1);
    return ModuleTable.withoutWeight(rest);
  }

  private static int expert(Matcher match) {
    boolean named = match.namedGroups().containsKey("expert");
    return named ? Integer.parseInt(match.group("expert")) : -1;
  }

  private int rank(ModuleId module) {
    int place = table.order().indexOf(module.kind().substring(module.kind().lastIndexOf('.') + 1));
    return place < 0 ? table.order().size() : place;
  }
}
