package io.github.alpharl.factor;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a module stands in its model, read off its name: the first number between dots is its
 * layer, what follows (less {@code .weight}) its kind. {@code model.layers.3.mlp.up_proj.weight} is
 * layer 3, kind {@code mlp.up_proj}.
 *
 * @param layer from 0
 * @param kind with the expert's number, where there is one
 */
public record ModulePlace(int layer, String kind) {

  private static final Pattern NAME = Pattern.compile(".*?\\.(\\d{1,9})\\.(.+?)(?:\\.weight)?");
  private static final Pattern EXPERT = Pattern.compile("\\.\\d{1,9}(?=\\.)|\\[\\d{1,9}]$");

  /** The place of the module {@code name}; empty where it belongs to no layer. */
  public static Optional<ModulePlace> of(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(new ModulePlace(Integer.parseInt(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  /** The same place for all experts: {@code mlp.experts.7.up_proj} becomes mlp.experts.up_proj. */
  public ModulePlace ofAllExperts() {
    return new ModulePlace(
        layer, EXPERT.matcher(kind).replaceAll("").replaceFirst("\\.weight$", ""));
  }
}
