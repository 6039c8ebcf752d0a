package io.github.alpharl.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.disk.NaturalOrder;
import io.github.alpharl.json.Json;
import io.github.alpharl.safetensors.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Which tensors are modules: a table of name patterns, in which <code>{layer}</code> and <code>
 * {expert}</code> are numbers and {@code *} is any rest of a name. A match counts if it is a
 * matrix, or a batch of matrices, of a floating-point type.
 */
public final class ModulePatterns {

  private static final Pattern HOLE = Pattern.compile("\\{layer}|\\{expert}|\\*");
  private static final ModulePatterns STANDARD = fromResource();

  private final List<Pattern> patterns;
  private final List<String> order;

  private ModulePatterns(List<Pattern> patterns, List<String> order) {
    this.patterns = patterns;
    this.order = order;
  }

  /** The attention and MLP projections of every layer, for the Llama and Qwen families. */
  public static ModulePatterns standard() {
    return STANDARD;
  }

  /** Other patterns, such as {@code model.layers.{layer}.mlp.*.weight}. */
  public static ModulePatterns of(List<String> templates) {
    return new ModulePatterns(templates.stream().map(ModulePatterns::compile).toList(), List.of());
  }

  /** The modules of {@code checkpoint} by layer, within a layer in the order of computation. */
  public List<ModuleId> modules(HfCheckpoint checkpoint) {
    return checkpoint.tensors().values().stream()
        .flatMap(this::modules)
        .sorted(
            Comparator.comparingInt(ModuleId::layer)
                .thenComparingInt(this::rank)
                .thenComparing(ModuleId::name, NaturalOrder.INSTANCE))
        .toList();
  }

  /** The names of all other tensors: norms, biases, embeddings, the output layer. */
  public List<String> rest(HfCheckpoint checkpoint) {
    Set<String> held = new HashSet<>();
    modules(checkpoint).forEach(module -> held.add(module.tensorName()));
    return checkpoint.tensors().keySet().stream().filter(name -> !held.contains(name)).toList();
  }

  private Stream<ModuleId> modules(Tensor tensor) {
    boolean usable = tensor.dtype().isFloat() && tensor.size() > 0;
    return usable ? match(tensor.name()).stream().flatMap(m -> modules(tensor, m)) : Stream.of();
  }

  private Optional<Matcher> match(String name) {
    return patterns.stream()
        .map(pattern -> pattern.matcher(name))
        .filter(Matcher::matches)
        .findFirst();
  }

  private static Stream<ModuleId> modules(Tensor tensor, Matcher match) {
    String name = tensor.name();
    int layer = Integer.parseInt(match.group("layer"));
    String kind = kind(match);
    return switch (tensor.shape().size()) {
      case 2 -> Stream.of(new ModuleId(name, name, layer, kind, expert(match)));
      case 3 ->
          LongStream.range(0, tensor.shape().getFirst())
              .mapToObj(e -> new ModuleId(name + "[" + e + "]", name, layer, kind, (int) e));
      default -> Stream.of();
    };
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
    return rest.endsWith(".weight") ? rest.substring(0, rest.length() - 7) : rest;
  }

  private static int expert(Matcher match) {
    boolean named = match.namedGroups().containsKey("expert");
    return named ? Integer.parseInt(match.group("expert")) : -1;
  }

  private int rank(ModuleId module) {
    int place = order.indexOf(module.kind().substring(module.kind().lastIndexOf('.') + 1));
    return place < 0 ? order.size() : place;
  }

  private static ModulePatterns fromResource() {
    JsonNode table = Json.resource(ModulePatterns.class, "module-patterns.json");
    List<Pattern> patterns = new ArrayList<>();
    for (String module : Json.strings(table.path("modules"))) {
      for (String prefix : Json.strings(table.path("prefixes"))) {
        patterns.add(compile(prefix + module));
      }
    }
    patterns.sort(Comparator.comparing(pattern -> !pattern.pattern().contains("<expert>")));
    return new ModulePatterns(patterns, Json.strings(table.path("order")));
  }

  private static Pattern compile(String template) {
    StringBuilder regex = new StringBuilder();
    Matcher holes = HOLE.matcher(template);
    int end = 0;
    while (holes.find()) {
      regex.append(Pattern.quote(template.substring(end, holes.start())));
      regex.append(hole(holes.group()));
      end = holes.end();
    }
    return Pattern.compile(regex.append(Pattern.quote(template.substring(end))).toString());
  }

  private static String hole(String hole) {
    return switch (hole) {
      case "{layer}" -> "(?<layer>[0-9]{1,9})";
      case "{expert}" -> "(?<expert>[0-9]{1,9})";
      default -> ".+";
    };
  }
}
