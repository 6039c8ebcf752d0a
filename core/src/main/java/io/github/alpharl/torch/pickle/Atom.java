package io.github.alpharl.torch.pickle;

import io.github.alpharl.failure.Wording;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;

/** A value without parts: None, a truth value, a number, text or bytes. */
public final class Atom implements Node {

  /** Python's None. */
  public static final Atom NONE = new Atom("None");

  /** Python's True. */
  public static final Atom TRUE = new Atom(true);

  static final Atom FALSE = new Atom(false);

  private final Object value;

  private Atom(Object value) {
    this.value = value;
  }

  static Atom of(long value) {
    return new Atom(value);
  }

  static Atom of(double value) {
    return new Atom(value);
  }

  static Atom of(String value) {
    return new Atom(value);
  }

  static Atom of(byte[] value) {
    return new Atom(value);
  }

  /** An integer: one of more than 8 bytes is nothing that can be a size. */
  static Atom of(BigInteger value) {
    return value.bitLength() < Long.SIZE ? of(value.longValue()) : new Atom(value);
  }

  /** True if this is the integer {@code other}, of any size. */
  public boolean is(BigInteger other) {
    return other.equals(value);
  }

  @Override
  public Optional<String> text() {
    return this != NONE && value instanceof String text ? Optional.of(text) : Optional.empty();
  }

  @Override
  public OptionalLong integer() {
    return value instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
  }

  @Override
  public String brief() {
    return switch (value) {
      case String text -> Wording.brief(text);
      case BigInteger _ -> "a huge integer";
      case byte[] bytes -> bytes.length + " bytes";
      default -> value.toString();
    };
  }
}
