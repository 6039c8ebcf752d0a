package io.github.alpharl.torch;

import static io.github.alpharl.torch.Pickles.join;
import static io.github.alpharl.torch.Pickles.little;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Writes zip archives as torch does: sizes only in the directory and in descriptors, payloads at
 * multiples of 64 bytes, always a zip64 end record.
 */
final class Archives {

  private final String root;
  private final ByteArrayOutputStream records = new ByteArrayOutputStream();
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private int count;

  Archives(String root) {
    this.root = root;
  }

  /** The archive of {@code pickle} and the storages 0, 1, … */
  static byte[] of(byte[] pickle, byte[]... storages) {
    Archives archive = new Archives("archive").add("data.pkl", pickle);
    archive.add("byteorder", "little".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < storages.length; i++) {
      archive.add("data/" + i, storages[i]);
    }
    return archive.add("version", new byte[] {'3', '\n'}).bytes();
  }

  Archives add(String name, byte[] data) {
    byte[] full = (root + "/" + name).getBytes(StandardCharsets.UTF_8);
    int crc = crc(data);
    int header = records.size();
    int padding = 64 - (header + 30 + full.length + 4) % 64;
    byte[] local = header(0x04034b50, 30);
    ByteBuffer.wrap(local).order(ByteOrder.LITTLE_ENDIAN).putShort(26, (short) full.length);
    ByteBuffer.wrap(local).order(ByteOrder.LITTLE_ENDIAN).putShort(28, (short) (padding + 4));
    byte[] extra = join(new byte[] {'F', 'B'}, little(padding, 2), new byte[padding]);
    byte[] descriptor = join(little(0x08074b50, 4), little(crc, 4), little(data.length, 4));
    records.writeBytes(join(local, full, extra, data));
    if (data.length > 0) {
      records.writeBytes(join(descriptor, little(data.length, 4)));
    }
    byte[] central = header(0x02014b50, 46);
    ByteBuffer.wrap(central)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(16, crc)
        .putInt(20, data.length)
        .putInt(24, data.length)
        .putShort(28, (short) full.length)
        .putInt(42, header);
    directory.writeBytes(join(central, full));
    count++;
    return this;
  }

  private static byte[] header(int signature, int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).putInt(0, signature).array();
  }

  static int crc(byte[] data) {
    CRC32 crc = new CRC32();
    crc.update(data);
    return (int) crc.getValue();
  }

  byte[] bytes() {
    int start = records.size();
    int end = start + directory.size();
    byte[] zip64 =
        join(
            little(0x06064b50, 4),
            little(44, 8),
            new byte[12],
            little(count, 8),
            little(count, 8),
            little(directory.size(), 8),
            little(start, 8));
    byte[] locator = join(little(0x07064b50, 4), new byte[4], little(end, 8), little(1, 4));
    byte[] last =
        join(
            little(0x06054b50, 4),
            new byte[4],
            little(count, 2),
            little(count, 2),
            little(directory.size(), 4),
            little(start, 4),
            new byte[2]);
    return join(records.toByteArray(), directory.toByteArray(), zip64, locator, last);
  }
}
