package io.github.alpharl.watch.alert;

import java.util.Locale;

/** How bad it is. */
public enum Severity {
  /** One channel alone: look when you can. */
  NOTICE,
  /** An invariant, or two independent groups of channels: look now. */
  ALARM;

  /** As in JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
