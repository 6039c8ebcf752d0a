package io.github.alpharl.safetensors;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The element types of the safetensors format. F64, F32, F16 and BF16 can be read as numbers (see
 * {@link Elements}); every other type is only copied through.
 */
public enum Dtype {
  BOOL(8),
  F4(4),
  F6_E2M3(6),
  F6_E3M2(6),
  U8(8),
  I8(8),
  F8_E5M2(8),
  F8_E4M3(8),
  F8_E8M0(8),
  F8_E4M3FNUZ(8),
  F8_E5M2FNUZ(8),
  I16(16),
  U16(16),
  F16(16),
  BF16(16),
  I32(32),
  U32(32),
  F32(32),
  C64(64),
  F64(64),
  I64(64),
  U64(64);

  private final int bits;

  Dtype(int bits) {
    this.bits = bits;
  }

  /** What torch and config.json call a float type, such as {@code bfloat16}. */
  public String torchName() {
    return this == BF16 ? "bfloat16" : "float" + bits;
  }

  /** Size of one element in bits. */
  public int bits() {
    return bits;
  }

  /** Size of one element in bytes; only for types of whole bytes. */
  public int bytes() {
    if (bits % 8 != 0) {
      throw new IllegalStateException(this + " has no whole number of bytes");
    }
    return bits / 8;
  }

  /**
   * Bytes of a dense tensor of this type.
   *
   * @throws ArithmeticException with a reason if the size overflows or is no whole number of bytes
   */
  public long bytesOf(List<Long> shape) {
    long total;
    try {
      long elements = shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
      total = Math.multiplyExact(elements, (long) bits);
    } catch (ArithmeticException e) {
      throw (ArithmeticException) new ArithmeticException("its size overflows").initCause(e);
    }
    if (total % 8 != 0) {
      throw new ArithmeticException("its " + total + " bits are no whole number of bytes");
    }
    return total / 8;
  }

  /** True if a float type other than {@code other} and no longer, so that it cannot hold all. */
  public boolean rounds(Dtype other) {
    return this != other && bits() <= other.bits();
  }

  /** True for the four types that {@link Elements} reads and writes as numbers. */
  public boolean isFloat() {
    return switch (this) {
      case F64, F32, F16, BF16 -> true;
      default -> false;
    };
  }

  /** The type named {@code name} in a safetensors header, if the format knows it. */
  public static Optional<Dtype> named(String name) {
    return Arrays.stream(values()).filter(dtype -> dtype.name().equals(name)).findFirst();
  }
}
