package io.github.alpharl.checkpoint.names;

import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/**
 * Which of a model's modules count. Expressions match anywhere in a module's name, such as {@code
 * model.layers.3.mlp.experts.down_proj[7]}, within a bounded number of steps.
 *
 * @param include only modules that it matches, such as {@code self_attn|layers\.1\.}; empty for all
 * @param exclude no module that it matches, such as {@code experts}
 */
public record ModuleSelection(Optional<String> include, Optional<String> exclude) {

  private static final ModuleSelection ALL =
      new ModuleSelection(Optional.empty(), Optional.empty());

  /** Checks that both are expressions. */
  public ModuleSelection {
    include.ifPresent(regex -> found(regex, "", Setting.MODULES));
    exclude.ifPresent(regex -> found(regex, "", Setting.EXCLUDE));
  }

  /** Every module. */
  public static ModuleSelection all() {
    return ALL;
  }

  /** True if it takes every module. */
  public boolean isAll() {
    return include.isEmpty() && exclude.isEmpty();
  }

  /** True if the module {@code name} counts. */
  public boolean takes(String name) {
    return include.map(regex -> found(regex, name, Setting.MODULES)).orElse(true)
        && exclude.map(regex -> !found(regex, name, Setting.EXCLUDE)).orElse(true);
  }

  /**
   * Returns if one of {@code names}, which may be none at all, is taken.
   *
   * @throws UsageException with the names that are nearest
   */
  public void requireAny(Collection<String> names) {
    if (isAll() || names.isEmpty() || names.stream().anyMatch(this::takes)) {
      return;
    }
    boolean included = include.isEmpty() || names.stream().anyMatch(this::isIncluded);
    List<String> near = new NearNames(names).to(include.orElse(""));
    throw UsageException.of(
            included
                ? "no module is left: '%s' takes away all that count of the %d modules, such as %s"
                : "no module has '%s' in its name; the nearest of the %d are %s",
            included ? exclude.orElseThrow() : include.orElseThrow(),
            names.size(),
            String.join(", ", near))
        .by(included ? Setting.EXCLUDE : Setting.MODULES);
  }

  private boolean isIncluded(String name) {
    return found(include.orElseThrow(), name, Setting.MODULES);
  }

  private static boolean found(String regex, String name, Setting setting) {
    try {
      return BoundedMatch.finds(regex, name);
    } catch (PatternSyntaxException e) {
      throw UsageException.of(
              "'%s' is no regular expression: %s at character %d; give one such as self_attn or"
                  + " layers\\.1\\.",
              regex, e.getDescription(), Math.clamp(e.getIndex(), 0, regex.length()) + 1)
          .by(setting);
    } catch (BoundedMatch.TooSlowException e) {
      throw UsageException.of(
              "the expression '%s' takes too long on '%s'; give a simpler one", regex, name)
          .by(setting);
    }
  }
}
