package io.github.alpharl.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Writes event files as TensorBoard's writers do, byte by byte after their description. */
public final class EventWriter {

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  /** Begins with the event that names the version, as every file does. */
  public EventWriter() {
    record(message(bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8))));
  }

  /** A scalar of torch's writer: a simple value. */
  public EventWriter scalar(long step, String tag, float value) {
    return value(step, tag, fixed32(2, Float.floatToIntBits(value)));
  }

  /** A scalar of TensorFlow 2's writer: a tensor message. */
  public EventWriter tensor(long step, String tag, byte[] tensor) {
    return value(step, tag, bytes(8, tensor));
  }

  private EventWriter value(long step, String tag, byte[] field) {
    byte[] value = message(bytes(1, tag.getBytes(StandardCharsets.UTF_8)), field);
    return record(
        message(
            fixed64(1, Double.doubleToLongBits(1.7e9)),
            varint(2, step),
            bytes(5, message(bytes(1, value)))));
  }

  /** A record of any bytes. */
  public EventWriter record(byte[] content) {
    byte[] length = little(8).putLong(content.length).array();
    file.writeBytes(length);
    file.writeBytes(little(4).putInt(masked(length)).array());
    file.writeBytes(content);
    file.writeBytes(little(4).putInt(masked(content)).array());
    return this;
  }

  /** All bytes so far. */
  public byte[] bytes() {
    return file.toByteArray();
  }

  /** Writes the file under a name of TensorBoard's. */
  public Path write(Path directory, int time) throws IOException {
    Files.createDirectories(directory);
    return Files.write(directory.resolve("events.out.tfevents." + time + ".host.1.0"), bytes());
  }

  /** The fields one after the other. */
  public static byte[] message(byte[]... fields) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] field : fields) {
      all.writeBytes(field);
    }
    return all.toByteArray();
  }

  /** A field of a whole number. */
  public static byte[] varint(int field, long value) {
    return message(varint((long) field << 3), varint(value));
  }

  /** A field of bytes. */
  public static byte[] bytes(int field, byte[] content) {
    return message(varint(((long) field << 3) | 2), varint(content.length), content);
  }

  /** A field of 4 bytes. */
  public static byte[] fixed32(int field, int bits) {
    return message(varint(((long) field << 3) | 5), little(4).putInt(bits).array());
  }

  /** A field of 8 bytes. */
  public static byte[] fixed64(int field, long bits) {
    return message(varint(((long) field << 3) | 1), little(8).putLong(bits).array());
  }

  /** A whole number of 7 bits a byte. */
  public static byte[] varint(long value) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    long left = value;
    while ((left & ~0x7FL) != 0) {
      all.write((int) ((left & 0x7F) | 0x80));
      left >>>= 7;
    }
    all.write((int) left);
    return all.toByteArray();
  }

  /** Room for so many bytes, the lowest first. */
  public static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int masked(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    long c = crc.getValue();
    return (int) (((c >>> 15) | (c << 17)) + 0xa282ead8L);
  }
}
