package io.github.alpharl.safetensors;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.github.alpharl.disk.Residency;
import io.github.alpharl.failure.BadDataException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The checked header of a safetensors file: every rule of the format's reference reader, plus
 * duplicate keys and numbers beyond 48 bits. Nothing is allocated before its size is known to be
 * within the file and within 100 MB.
 *
 * @param entries the tensors in the order of their data, without holes, overlaps or trailing bytes
 * @param metadata the string-to-string map of the writer
 * @param dataStart where the data section begins in the file
 */
public record SafetensorsHeader(
    List<TensorEntry> entries, Map<String, String> metadata, long dataStart) {

  static final long MAX_HEADER_BYTES = 100_000_000;
  static final int LENGTH_BYTES = 8;

  /** The first four bytes of a zip archive. */
  private static final int ZIP = 0x04034b50;

  /** What most headers fit into. */
  private static final long USUAL_BYTES = 128L << 10;

  private static final ValueLayout.OfLong LITTLE_ENDIAN_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final byte[] LFS_POINTER =
      "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

  /**
   * Reads and checks the header of {@code file}, whose content is {@code bytes}.
   *
   * @throws BadDataException naming the file, the tensor or byte, and what to do
   */
  static SafetensorsHeader read(Path file, MemorySegment bytes) {
    Residency.need(bytes.asSlice(0, Math.min(bytes.byteSize(), USUAL_BYTES)));
    long length = headerLength(file, bytes);
    Residency.need(bytes.asSlice(0, LENGTH_BYTES + length));
    MemorySegment json = bytes.asSlice(LENGTH_BYTES, length);
    SafetensorsHeaderParser.Parsed parsed = new SafetensorsHeaderParser(file, json).parse();
    long dataStart = LENGTH_BYTES + length;
    List<TensorEntry> ordered = inDataOrder(parsed.entries());
    checkLayout(file, ordered, bytes.byteSize() - dataStart);
    return new SafetensorsHeader(ordered, parsed.metadata(), dataStart);
  }

  private static long headerLength(Path file, MemorySegment bytes) {
    refuseLfsPointer(file, bytes);
    long size = bytes.byteSize();
    if (size < LENGTH_BYTES) {
      throw bad(
          file,
          "has only %d bytes, a safetensors file starts with 8 bytes of header length;"
              + " the file is truncated, copy or download it again",
          size);
    }
    long length = bytes.get(LITTLE_ENDIAN_LONG, 0);
    refuseLength(file, length);
    if (length > size - LENGTH_BYTES) {
      throw bad(
          file,
          "the header should have %d bytes, but the file ends after %d bytes (expected at least"
              + " %d); the file is truncated, copy or download it again",
          length,
          size,
          length + LENGTH_BYTES);
    }
    return length;
  }

  private static void refuseLength(Path file, long length) {
    if ((int) length == ZIP) {
      throw bad(
          file,
          "%s",
          "this is a zip archive, as torch.save writes, and no safetensors file; name it"
              + " pytorch_model.bin");
    }
    if (length < 0 || length > MAX_HEADER_BYTES) {
      throw bad(
          file,
          "the header length reads as %s bytes, at most %d are allowed;"
              + " this is not a safetensors file, or its first bytes are damaged",
          Long.toUnsignedString(length),
          MAX_HEADER_BYTES);
    }
  }

  private static void refuseLfsPointer(Path file, MemorySegment bytes) {
    MemorySegment pointer = MemorySegment.ofArray(LFS_POINTER);
    if (bytes.byteSize() >= LFS_POINTER.length
        && bytes.asSlice(0, LFS_POINTER.length).mismatch(pointer) < 0) {
      throw bad(
          file,
          "this is a Git LFS pointer, not the weights; run 'git lfs pull' in its repository"
              + " or download the file itself");
    }
  }

  private static List<TensorEntry> inDataOrder(List<TensorEntry> entries) {
    List<TensorEntry> ordered = new ArrayList<>(entries);
    ordered.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
    return List.copyOf(ordered);
  }

  private static void checkLayout(Path file, List<TensorEntry> ordered, long dataBytes) {
    long expected = 0;
    String previous = "the start of the data";
    for (TensorEntry entry : ordered) {
      checkNeighbour(file, entry, expected, previous);
      expected = entry.end();
      previous = "tensor '" + shown(entry.name()) + "'";
    }
    checkEnd(file, expected, dataBytes);
  }

  private static void checkNeighbour(Path file, TensorEntry entry, long expected, String previous) {
    if (entry.begin() < expected) {
      throw bad(
          file,
          "tensor '%s' begins at offset %d and overlaps %s, which ends at %d;"
              + " every tensor needs its own bytes, write the file again",
          shown(entry.name()),
          entry.begin(),
          previous,
          expected);
    }
    if (entry.begin() > expected) {
      throw bad(
          file,
          "there is a hole of %d bytes between %s and tensor '%s' (offsets %d to %d);"
              + " the format allows none, write the file again",
          entry.begin() - expected,
          previous,
          shown(entry.name()),
          expected,
          entry.begin());
    }
  }

  private static void checkEnd(Path file, long described, long present) {
    if (described > present) {
      throw bad(
          file,
          "the header describes %d bytes of data but only %d are there;"
              + " the file is truncated or still being written, copy or download it again",
          described,
          present);
    }
    if (described < present) {
      throw bad(
          file,
          "%d trailing bytes follow the %d bytes of data that the header describes;"
              + " the format allows none, copy or download the file again",
          present - described,
          described);
    }
  }

  @FormatMethod
  public static BadDataException bad(Path file, @FormatString String format, Object... args) {
    return BadDataException.of("%s: %s", file, String.format(Locale.ROOT, format, args)).in(file);
  }

  /** At most 200 characters of text from the file, so that a hostile name stays one line. */
  static String shown(String text) {
    String plain = String.valueOf(text).replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= 200 ? plain : plain.substring(0, 200) + "…";
  }
}
