package io.github.alpharl.bench;

/** Numbers that depend on a seed and a place alone, so that any row can be made on any thread. */
final class Noise {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** The deviation of a sum of four uniform 16-bit numbers. */
  private static final double DEVIATION = 65536 / Math.sqrt(3);

  private static final float SCALE = (float) (1 / DEVIATION);

  private Noise() {}

  /** Nearly normal, of mean 0 and deviation 1: a sum of four uniform numbers. */
  static float gaussian(long seed, long place) {
    long bits = mix(mix(seed) + place * GOLDEN);
    long sum = (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
    return (sum - 131070) * SCALE;
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014). */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
