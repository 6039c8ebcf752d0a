package io.github.alpharl.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** Models of one layer with few large bfloat16 matrices, in sparse files: zeros take no space. */
final class BigModels {

  private BigModels() {}

  /** A model with {@code matrices} MLP matrices of size × size, zero but for their first rows. */
  static Path write(Path directory, int matrices, int size, double scale) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve("config.json"),
        "{\"model_type\": \"qwen3\", \"architectures\": [\"Qwen3ForCausalLM\"],"
            + " \"tie_word_embeddings\": true, \"hidden_size\": "
            + size
            + "}");
    Files.writeString(directory.resolve("tokenizer.json"), "{}");
    long bytes = 2L * size * size;
    byte[] header = header(matrices, size, bytes);
    try (RandomAccessFile file =
        new RandomAccessFile(directory.resolve("model.safetensors").toFile(), "rw")) {
      file.setLength(8 + header.length + matrices * bytes);
      FileChannel channel = file.getChannel();
      ByteBuffer start = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
      channel.write(start.putLong(header.length).put(header).flip(), 0);
      for (int i = 0; i < matrices; i++) {
        channel.write(rows(i, size, scale), 8 + header.length + i * bytes);
      }
    }
    return directory;
  }

  private static byte[] header(int matrices, int size, long bytes) {
    StringBuilder json = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
    for (int i = 0; i < matrices; i++) {
      json.append(
          String.format(
              Locale.ROOT,
              ",\"model.layers.%d.mlp.up_proj.weight\":{\"dtype\":\"BF16\",\"shape\":[%d,%d],"
                  + "\"data_offsets\":[%d,%d]}",
              i,
              size,
              size,
              i * bytes,
              (i + 1) * bytes));
    }
    while ((json.length() + 1) % 8 != 0) {
      json.append(' ');
    }
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Four rows, multiples of one another up to a little noise. */
  private static ByteBuffer rows(int seed, int size, double scale) {
    ByteBuffer rows = ByteBuffer.allocate(8 * size).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 1; row <= 4; row++) {
      Random random = new Random(seed);
      for (int c = 0; c < size; c++) {
        float value = (float) (scale * row * (random.nextGaussian() + 0.01 * ((c * row) % 7)));
        rows.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
      }
    }
    return rows.flip();
  }
}
