package io.github.alpharl.spectral.kernel;

import static jdk.incubator.vector.VectorOperators.ADD;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Reads every byte of a segment once and does nothing else: the limit for any sweep. */
public final class PlainRead {

  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

  private PlainRead() {}

  /** A checksum of all bytes of {@code data}, so that no read can be left out. */
  public static long checksum(MemorySegment data) {
    IntVector sum = IntVector.zero(INTS);
    IntVector other = sum;
    int width = INTS.vectorByteSize();
    long bound = data.byteSize() - data.byteSize() % (2L * width);
    for (long at = 0; at < bound; at += 2L * width) {
      sum = sum.add(IntVector.fromMemorySegment(INTS, data, at, ByteOrder.LITTLE_ENDIAN));
      other =
          other.add(IntVector.fromMemorySegment(INTS, data, at + width, ByteOrder.LITTLE_ENDIAN));
    }
    long total = sum.add(other).reduceLanes(ADD);
    for (long at = bound; at < data.byteSize(); at++) {
      total += data.get(ValueLayout.JAVA_BYTE, at);
    }
    return total;
  }
}
