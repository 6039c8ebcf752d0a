package io.github.alpharl.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Pickles opcode by opcode, as torch's pickler would write them, or as it never would. */
final class Pickles {

  static final byte[] NONE = {'N'};
  static final byte[] FALSE = {(byte) 0x89};
  static final byte[] TRUE = {(byte) 0x88};
  static final byte[] ORDERED = join(global("collections", "OrderedDict"), bytes(")R"));

  private Pickles() {}

  static byte[] bytes(String latin) {
    return latin.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  static byte[] repeat(byte[] part, int times) {
    byte[][] parts = new byte[times][];
    Arrays.fill(parts, part);
    return join(parts);
  }

  /** {@code value} in {@code count} little-endian bytes. */
  static byte[] little(long value, int count) {
    byte[] all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return Arrays.copyOf(all, count);
  }

  static byte[] text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return join(bytes("X"), little(utf8.length, 4), utf8);
  }

  static byte[] number(long value) {
    return value == (int) value
        ? join(bytes("J"), little(value, 4))
        : join(bytes("\u008a\u0008"), little(value, 8));
  }

  static byte[] global(String module, String name) {
    return bytes("c" + module + "\n" + name + "\n");
  }

  static byte[] tuple(byte[]... parts) {
    return join(bytes("("), join(parts), bytes("t"));
  }

  static byte[] list(byte[]... parts) {
    return join(bytes("]("), join(parts), bytes("e"));
  }

  static byte[] numbers(List<Long> values) {
    return tuple(values.stream().map(Pickles::number).toArray(byte[][]::new));
  }

  static byte[] numbers(long... values) {
    return numbers(Arrays.stream(values).boxed().toList());
  }

  static byte[] size(List<Long> values) {
    return call(global("torch", "Size"), numbers(values));
  }

  /** A dict of keys and values in turn. */
  static byte[] dict(byte[]... flat) {
    return join(bytes("}("), join(flat), bytes("u"));
  }

  /** The call of a function with a tuple of arguments. */
  static byte[] call(byte[] function, byte[]... arguments) {
    return join(function, tuple(arguments), bytes("R"));
  }

  /** A new object with a state. */
  static byte[] object(String module, String name, byte[] state) {
    return join(global(module, name), bytes(")\u0081"), state, bytes("b"));
  }

  static byte[] storage(String module, String type, String key, long elements) {
    return join(
        tuple(text("storage"), global(module, type), text(key), text("cpu"), number(elements)),
        bytes("Q"));
  }

  static byte[] tensor(byte[] storage, long offset, byte[] shape, byte[] strides, byte[]... more) {
    byte[][] arguments = {storage, number(offset), shape, strides, FALSE, ORDERED};
    byte[][] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return call(global("torch._utils", "_rebuild_tensor_v2"), all);
  }

  /** A whole pickle of protocol 2. */
  static byte[] pickle(byte[] body) {
    return join(bytes("\u0080\u0002"), body, bytes("."));
  }
}
