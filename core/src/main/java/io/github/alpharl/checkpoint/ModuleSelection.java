package io.github.alpharl.checkpoint;

import io.github.alpharl.checkpoint.names.BoundedMatch;
import io.github.alpharl.failure.UsageException;
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
    include.ifPresent(regex -> found(regex, ""));
    exclude.ifPresent(regex -> found(regex, ""));
  }

  /** Every module. */
  public static ModuleSelection all() {
    return ALL;
  }

  /** True if the module {@code name} counts. */
  public boolean takes(String name) {
    return include.map(regex -> found(regex, name)).orElse(true)
        && exclude.map(regex -> !found(regex, name)).orElse(true);
  }

  private static boolean found(String regex, String name) {
    try {
      return BoundedMatch.finds(regex, name);
    } catch (PatternSyntaxException e) {
      throw UsageException.of(
          "'%s' is no regular expression: %s; give one such as self_attn or layers\\.1\\.",
          regex, e.getDescription());
    } catch (BoundedMatch.TooSlowException e) {
      throw UsageException.of(
          "the expression '%s' takes too long on '%s'; give a simpler one", regex, name);
    }
  }
}
