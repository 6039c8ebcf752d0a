package io.github.alpharl.torch;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Subject;
import io.github.alpharl.safetensors.HeaderFuzz;
import io.github.alpharl.torch.archive.TorchFile;
import io.github.alpharl.torch.tensor.Part;
import io.github.alpharl.torch.tensor.StateDict;
import io.github.alpharl.torch.tensor.Tiling;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * Damages files of torch.save in many ways, and checks that reading each ends in one clear sentence
 * or in tensors that lie within the file. Deterministic for a seed.
 */
public final class TorchFuzz {

  private static final String NAME = "fuzz.pt";
  private static final byte[] PICKLE = "/data.pkl".getBytes(StandardCharsets.US_ASCII);

  /** Opcodes and numbers that move much. */
  private static final byte[] HOSTILE = {
    0,
    1,
    2,
    -1,
    127,
    -128,
    '(',
    ')',
    '.',
    '0',
    '1',
    'N',
    'K',
    'M',
    'J',
    'X',
    'h',
    'j',
    'q',
    'r',
    'R',
    'b',
    'Q',
    't',
    'u',
    's',
    'e',
    'a',
    'c',
    '}',
    ']',
    (byte) 0x85,
    (byte) 0x8a,
    (byte) 0x93
  };

  /** The pickle is the first record. */
  private static final int LOCAL_BYTES = 30;

  private final byte[] file;
  private final int pickle;
  private final int central;

  /** Damages {@code file}, which is valid. */
  public TorchFuzz(byte[] file) {
    this.file = file;
    int first = indexOf(file, PICKLE, 0);
    this.pickle = first < 0 ? 0 : first;
    int last = first;
    for (int at = first; at >= 0; at = indexOf(file, PICKLE, at + 1)) {
      last = at;
    }
    this.central = last;
  }

  private static int indexOf(byte[] file, byte[] word, int from) {
    for (int at = from; at + word.length <= file.length; at++) {
      if (Arrays.equals(file, at, at + word.length, word, 0, word.length)) {
        return at;
      }
    }
    return -1;
  }

  /**
   * Reads {@code iterations} random damages of the valid file {@code file}, a zip archive or a
   * stream.
   *
   * @throws IllegalStateException if one is neither refused clearly nor read soundly: a bug
   */
  public static HeaderFuzz.Outcome random(byte[] file, long seed, long iterations) {
    TorchFuzz fuzz = new TorchFuzz(file);
    Random random = new Random(seed);
    long accepted = 0;
    for (long i = 0; i < iterations; i++) {
      accepted += check(fuzz.damage(random)) ? 1 : 0;
    }
    return new HeaderFuzz.Outcome(accepted, iterations - accepted);
  }

  /** The file with some bytes changed, sometimes cut off. */
  public byte[] damage(Random random) {
    byte[] damaged = file.clone();
    int count = 1 << random.nextInt(4);
    for (int i = 0; i < count; i++) {
      damaged[place(random)] =
          random.nextBoolean() ? (byte) random.nextInt() : HOSTILE[random.nextInt(HOSTILE.length)];
    }
    mend(damaged);
    return random.nextInt(10) == 0
        ? Arrays.copyOf(damaged, random.nextInt(damaged.length))
        : damaged;
  }

  /** Mostly in the pickle, sometimes in the directory or anywhere. */
  private int place(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(file.length);
      case 1 -> file.length - 1 - random.nextInt(Math.min(1000, file.length));
      default -> Math.min(file.length - 1, pickle + random.nextInt(Math.min(9000, file.length)));
    };
  }

  /** Puts the right checksum of the pickle into the directory, or nothing beyond is reached. */
  private void mend(byte[] damaged) {
    int root = pickle - LOCAL_BYTES;
    int header = central - root - 46;
    ByteBuffer bytes = ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN);
    if (root < 0 || header < 0) {
      return;
    }
    int length = bytes.getInt(header + 24);
    int name = pickle + PICKLE.length;
    int extra = Short.toUnsignedInt(bytes.getShort(LOCAL_BYTES - 2));
    if (length > 0 && name + extra + (long) length <= damaged.length) {
      CRC32 crc = new CRC32();
      crc.update(damaged, name + extra, length);
      bytes.putInt(header + 16, (int) crc.getValue());
    }
  }

  /** True if {@code damaged} was read. */
  private static boolean check(byte[] damaged) {
    try {
      StateDict dict =
          StateDict.of(
              TorchFile.read(
                  MemorySegment.ofArray(damaged), Subject.of(Path.of(NAME), TorchFile.ADVICE)));
      dict.parts().forEach(TorchFuzz::gather);
      return !dict.parts().isEmpty();
    } catch (BadDataException e) {
      requireClear(e, damaged);
      return false;
    } catch (RuntimeException | Error e) {
      throw new IllegalStateException("not refused clearly: " + Arrays.toString(damaged), e);
    }
  }

  private static void gather(String name, Part part) {
    Subject subject = Subject.of(Path.of(NAME), TorchFile.ADVICE).part("'" + name + "'");
    try (Arena arena = Arena.ofConfined()) {
      var tensor = Tiling.of(name, List.of(part), subject).tensor().gather(arena);
      if (tensor.data().byteSize() != tensor.dtype().bytesOf(tensor.shape())) {
        throw new IllegalStateException("unsound tensor " + tensor);
      }
    }
  }

  private static void requireClear(BadDataException e, byte[] damaged) {
    String message = e.getMessage();
    boolean oneLine = message.chars().noneMatch(c -> c == '\n' || c == '\r');
    if (!message.startsWith(NAME + ": ") || !oneLine || message.length() > 2000) {
      throw new IllegalStateException("unclear for " + Arrays.toString(damaged), e);
    }
  }
}
