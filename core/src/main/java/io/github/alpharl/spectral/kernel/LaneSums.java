package io.github.alpharl.spectral.kernel;

/**
 * Sums over the lanes of vectors that were stored side by side, in an order that is always the
 * same. {@code reduceLanes} of the Vector API leaves the order open: interpreted and compiled code
 * differ in the last bit, and then so would two decompositions of the same files.
 */
final class LaneSums {

  private static final int LANES = Lanes.COUNT;

  private LaneSums() {}

  /** Room for {@code count} vectors. */
  static float[] room(int count) {
    return new float[count * LANES];
  }

  /** Where vector {@code i} is stored. */
  static int at(int i) {
    return i * LANES;
  }

  /** The sum over vector {@code i}; overwrites it. */
  static float of(float[] lanes, int i) {
    int start = at(i);
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int lane = start; lane < start + half; lane++) {
        lanes[lane] += lanes[lane + half];
      }
    }
    return lanes[start];
  }
}
