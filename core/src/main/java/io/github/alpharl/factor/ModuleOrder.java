package io.github.alpharl.factor;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Modules by layer number, within a layer by name. */
enum ModuleOrder implements Comparator<String> {
  /** The only one. */
  INSTANCE;

  private static final Pattern LAYER = Pattern.compile("\\.(\\d{1,9})\\.");

  @Override
  public int compare(String a, String b) {
    int layers = Integer.compare(layer(a), layer(b));
    return layers != 0 ? layers : a.compareTo(b);
  }

  private static int layer(String name) {
    Matcher matcher = LAYER.matcher(name);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
  }
}
