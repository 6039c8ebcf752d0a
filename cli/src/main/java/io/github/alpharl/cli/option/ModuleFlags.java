package io.github.alpharl.cli.option;

import io.github.alpharl.checkpoint.names.ModuleSelection;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Mixin: which modules count. */
public final class ModuleFlags {

  @Option(
      names = "--modules",
      paramLabel = "REGEX",
      description =
          "Only modules with a match in their name, such as self_attn or layers\\.(0|1)\\.; what is"
              + " not selected does not count and stays as in the base.")
  private String include;

  @Option(
      names = "--exclude",
      paramLabel = "REGEX",
      description = "No modules with a match in their name, such as experts.")
  private String exclude;

  /** The modules that count. */
  public ModuleSelection selection() {
    return new ModuleSelection(Optional.ofNullable(include), Optional.ofNullable(exclude));
  }

  Optional<String> include() {
    return Optional.ofNullable(include);
  }

  Optional<String> exclude() {
    return Optional.ofNullable(exclude);
  }
}
