package io.github.alpharl.adapter;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The modules of a model by the ends of their paths, which is how PEFT finds those that a config
 * names: also modules that only hold others, such as {@code model.layers.0}, which no adapter fits.
 */
final class ModuleNames {

  private final Map<String, Set<String>> byEnd = new HashMap<>();

  /** The modules around {@code tensors}, a name each. */
  ModuleNames(Collection<String> tensors) {
    Set<String> paths = new TreeSet<>();
    for (String tensor : tensors) {
      int dot = tensor.lastIndexOf('.');
      while (dot > 0 && paths.add(tensor.substring(0, dot))) {
        dot = tensor.lastIndexOf('.', dot - 1);
      }
    }
    paths.forEach(this::addEnds);
  }

  private void addEnds(String path) {
    for (int from = path.length(); from >= 0; from = path.lastIndexOf('.', from - 2) + 1) {
      if (from < path.length()) {
        byEnd.computeIfAbsent(path.substring(from), _ -> new TreeSet<>()).add(path);
      }
      if (from == 0) {
        break;
      }
    }
  }

  /** The modules whose path is {@code end}, or ends with it. */
  Set<String> named(String end) {
    return byEnd.getOrDefault(end, Set.of());
  }

  /**
   * The shortest end of {@code module}'s path that begins with a word and leads to modules alone
   * that {@code fits}; the whole path if there is none.
   */
  String target(String module, Predicate<String> fits) {
    for (int from = module.lastIndexOf('.') + 1; from > 0; ) {
      String end = module.substring(from);
      if (!Character.isDigit(end.charAt(0)) && named(end).stream().allMatch(fits)) {
        return end;
      }
      from = from < 2 ? 0 : module.lastIndexOf('.', from - 2) + 1;
    }
    return module;
  }
}
