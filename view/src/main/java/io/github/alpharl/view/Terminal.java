package io.github.alpharl.view;

/** Whether somebody looks at a terminal. */
public final class Terminal {

  private Terminal() {}

  /** Whether standard error is one: Java cannot ask this of it alone; the launcher can. */
  public static boolean isThere() {
    return Boolean.getBoolean("alpharl.terminal");
  }
}
