package io.github.alpharl.torch;

import static io.github.alpharl.torch.Pickles.bytes;
import static io.github.alpharl.torch.Pickles.dict;
import static io.github.alpharl.torch.Pickles.join;
import static io.github.alpharl.torch.Pickles.list;
import static io.github.alpharl.torch.Pickles.number;
import static io.github.alpharl.torch.Pickles.numbers;
import static io.github.alpharl.torch.Pickles.pickle;
import static io.github.alpharl.torch.Pickles.text;
import static io.github.alpharl.torch.Pickles.tuple;

import java.util.Arrays;

/** Writes the stream of torch before 1.6. */
final class LegacyStreams {

  private static final byte[] MAGIC = bytes("\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.");

  private LegacyStreams() {}

  /** The stream of {@code body} and the storage {@code key}. */
  static byte[] of(byte[] body, String key, byte[] storages) {
    return join(
        bytes("\u0080\u0002"),
        MAGIC,
        pickle(number(1001)),
        pickle(dict(text("little_endian"), Pickles.TRUE)),
        pickle(body),
        pickle(list(text(key))),
        storages);
  }

  /** A 2 × 2 tensor over the storage 0. */
  static byte[] weight(long elements) {
    byte[] storage =
        join(
            tuple(
                text("storage"),
                Pickles.global("torch", "FloatStorage"),
                text("0"),
                text("cpu"),
                number(elements),
                Pickles.NONE),
            bytes("Q"));
    return Pickles.tensor(storage, 0, numbers(2, 2), numbers(2, 1));
  }

  static byte[] cut(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length - 1);
  }
}
