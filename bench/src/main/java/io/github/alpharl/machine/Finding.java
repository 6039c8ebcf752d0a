package io.github.alpharl.machine;

/**
 * One thing that was looked for.
 *
 * @param what its name
 * @param found what there is
 * @param remedy what to do where it is in the way, else empty
 * @param needed true if commands fail without it
 */
public record Finding(String what, String found, String remedy, boolean needed) {

  static Finding good(String what, String found) {
    return new Finding(what, found, "", false);
  }

  static Finding optional(String what, String found, String remedy) {
    return new Finding(what, found, remedy, false);
  }

  static Finding bad(String what, String found, String remedy) {
    return new Finding(what, found, remedy, true);
  }

  /** True if there is nothing to do. */
  public boolean isGood() {
    return remedy.isEmpty();
  }
}
