package io.github.alpharl.lab.task;

/** Derives independent seeds, so that nothing random has to be remembered between steps. */
public final class Seeds {

  private Seeds() {}

  /** A seed that depends on every part and on their order (SplitMix64 finisher). */
  public static long mix(long... parts) {
    long state = 0;
    for (long part : parts) {
      state = finish(state + 0x9E3779B97F4A7C15L + finish(part));
    }
    return state;
  }

  private static long finish(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
