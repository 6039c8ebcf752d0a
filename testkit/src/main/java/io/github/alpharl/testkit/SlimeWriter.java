package io.github.alpharl.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.Adler32;

/** Writes weights as slime's disk deltas, byte by byte after update_weight_from_disk_delta.py. */
public final class SlimeWriter {

  private final String encoding;
  private final SequencedMap<String, byte[]> frames = new LinkedHashMap<>();
  private final Map<String, String> sums = new LinkedHashMap<>();
  private String checksum = "adler32";

  /** Differences of this {@code encoding}: xor or overwrite. */
  public SlimeWriter(String encoding) {
    this.encoding = encoding;
  }

  /** Adds a tensor whose bytes were {@code before} and are {@code after}, unless they are equal. */
  public SlimeWriter tensor(String name, byte[] before, byte[] after) {
    ByteBuffer places = ByteBuffer.allocate(4 * after.length).order(ByteOrder.LITTLE_ENDIAN);
    ByteArrayOutputStream values = new ByteArrayOutputStream();
    byte[] xor = new byte[after.length];
    for (int i = 0; i < after.length; i++) {
      xor[i] = (byte) (before[i] ^ after[i]);
      if (xor[i] != 0) {
        places.putInt(i);
        values.write(after[i]);
      }
    }
    if (values.size() == 0) {
      return this;
    }
    ByteBuffer overwrite =
        ByteBuffer.allocate(4 + places.position() + values.size()).order(ByteOrder.LITTLE_ENDIAN);
    overwrite.putInt(values.size()).put(places.flip()).put(values.toByteArray());
    Adler32 sum = new Adler32();
    sum.update(after);
    return frame(
        name,
        frame(encoding.equals("xor") ? xor : overwrite.array()),
        String.format("%08x", sum.getValue()));
  }

  /** Adds a tensor with this compressed difference and sum. */
  public SlimeWriter frame(String name, byte[] frame, String sum) {
    frames.put(name, frame);
    sums.put(name, sum);
    return this;
  }

  /** Names the kind of the sums. */
  public SlimeWriter checksum(String name) {
    checksum = name;
    return this;
  }

  /** A frame of zstd whose blocks are raw: RFC 8878, one segment, a size of four bytes. */
  private static byte[] frame(byte[] content) {
    ByteBuffer frame =
        ByteBuffer.allocate(content.length + 64 + 3 * (content.length >> 10))
            .order(ByteOrder.LITTLE_ENDIAN);
    frame.putInt(0xFD2FB528).put((byte) 0xA0).putInt(content.length);
    int from = 0;
    do {
      int length = Math.min(1 << 10, content.length - from);
      int head = length << 3 | (from + length == content.length ? 1 : 0);
      frame.put((byte) head).putShort((short) (head >> 8)).put(content, from, length);
      from += length;
    } while (from < content.length);
    byte[] bytes = new byte[frame.position()];
    frame.flip().get(bytes);
    return bytes;
  }

  /** Writes version {@code version}, over version {@code from}, in {@code run}. */
  public Path write(Path run, int version, int from) throws IOException {
    Path folder = run.resolve(String.format("weight_v%06d", version));
    Files.createDirectories(folder);
    String file = "model-00000-of-00001.safetensors";
    StringBuilder map = new StringBuilder();
    StringBuilder header = new StringBuilder("{\"__metadata__\":{");
    sums.forEach((name, sum) -> header.append(quoted(name)).append(':').append(quoted(sum) + ","));
    header.setLength(header.length() - (sums.isEmpty() ? 0 : 1));
    header.append('}');
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    frames.forEach(
        (name, frame) -> {
          int begin = data.size();
          data.writeBytes(frame);
          header.append(
              ",%s:{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%d,%d]}"
                  .formatted(quoted(name), frame.length, begin, data.size()));
          map.append(map.isEmpty() ? "" : ",")
              .append(quoted(name))
              .append(':')
              .append(quoted(file));
        });
    byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(8 + json.length + data.size()).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(json.length).put(json).put(data.toByteArray());
    if (!frames.isEmpty()) {
      Files.write(folder.resolve(file), all.array());
    }
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        """
        {"metadata": {"version": "%06d", "base_version": "%06d", "delta_encoding": "%s",
         "compression_format": "zstd", "checksum_format": "%s"}, "weight_map": {%s}}
        """
            .formatted(version, from, encoding, checksum, map));
    return folder;
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
