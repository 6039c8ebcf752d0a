package io.github.alpharl.spectral.kernel;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors of all kernels: eight floats, on CPUs with 512 bits, too, because sums over other
 * lanes differ in the last digits, and a store must not depend on the machine that filled it. CPUs
 * of 128 bits have four, as the JVM has no fast vectors beyond a register.
 */
final class Lanes {

  private static final int BITS = 256;

  private static final VectorShape SHAPE =
      VectorShape.forBitSize(Math.min(BITS, VectorShape.preferredShape().vectorBitSize()));

  static final VectorSpecies<Float> FLOATS = VectorSpecies.of(float.class, SHAPE);

  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, SHAPE);

  /** Numbers of a vector. */
  static final int COUNT = FLOATS.length();

  private Lanes() {}
}
