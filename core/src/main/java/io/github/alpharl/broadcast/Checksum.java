package io.github.alpharl.broadcast;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Adler32;

/** The sum over a tensor's bytes that slime writes beside its difference. */
abstract sealed class Checksum {

  /** Those that are checked; slime's third, BLAKE3, is not. */
  static final List<String> KNOWN = List.of("xxh3-128", "adler32");

  private final String expected;

  private Checksum(String expected) {
    this.expected = expected;
  }

  /** The sum {@code name}, expected to be {@code hex}; one that is not known is right always. */
  static Checksum of(String name, String hex) {
    return switch (name) {
      case "xxh3-128" -> new Xxh3(hex);
      case "adler32" -> new Adler(hex);
      default -> new Unchecked();
    };
  }

  abstract void update(byte[] bytes, int length);

  /** The sum of all bytes so far, in hexadecimal digits. */
  abstract String hex();

  final boolean isRight() {
    return hex().equals(expected);
  }

  private static final class Xxh3 extends Checksum {

    private final HashStream128 stream = Hashing.xxh3_128().hashStream();

    Xxh3(String expected) {
      super(expected);
    }

    @Override
    void update(byte[] bytes, int length) {
      stream.putBytes(bytes, 0, length);
    }

    @Override
    String hex() {
      HexFormat hex = HexFormat.of();
      var sum = stream.get();
      return hex.toHexDigits(sum.getMostSignificantBits())
          + hex.toHexDigits(sum.getLeastSignificantBits());
    }
  }

  private static final class Adler extends Checksum {

    private final Adler32 sum = new Adler32();

    Adler(String expected) {
      super(expected);
    }

    @Override
    void update(byte[] bytes, int length) {
      sum.update(bytes, 0, length);
    }

    @Override
    String hex() {
      return HexFormat.of().toHexDigits((int) sum.getValue());
    }
  }

  private static final class Unchecked extends Checksum {

    Unchecked() {
      super("");
    }

    @Override
    void update(byte[] bytes, int length) {
      // nothing is summed
    }

    @Override
    String hex() {
      return "";
    }
  }
}
