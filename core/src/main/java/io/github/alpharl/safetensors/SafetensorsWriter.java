package io.github.alpharl.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.disk.ByteSink;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.disk.ReadAhead;
import io.github.alpharl.disk.Residency;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.EnvironmentException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes safetensors files as the reference writer does: tensors by descending dtype, then name;
 * header padded with spaces to a multiple of 8. Holds one header in memory, never a tensor; the
 * same input gives the same bytes.
 */
public final class SafetensorsWriter {

  /** What loaders insist on. */
  public static final Map<String, String> METADATA = Map.of("format", "pt");

  private static final Comparator<TensorSource> ORDER =
      Comparator.comparing(TensorSource::dtype)
          .reversed()
          .thenComparing(source -> utf8(source.name()), Arrays::compareUnsigned);

  /** Keeps the disk busy, and still is little beside the memory of such a machine. */
  private static final long AHEAD_BYTES = 512L << 20;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();

  private SafetensorsWriter() {}

  /**
   * Writes {@code target} atomically.
   *
   * @throws BadDataException if a name occurs twice or the header would exceed 100 MB
   * @throws EnvironmentException if the disk refuses
   */
  public static void write(Path target, Collection<TensorSource> tensors) {
    write(Disk.system(), target, tensors, METADATA);
  }

  /** Like {@link #write(Path, Collection)}, on {@code disk} and with this metadata. */
  public static void write(
      Disk disk, Path target, Collection<TensorSource> tensors, Map<String, String> metadata) {
    AtomicFile.write(disk, target, content(target, tensors, metadata));
  }

  /** The whole file, for writing inside an {@link AtomicDirectory}; {@code target} names errors. */
  public static Disk.Content content(
      Path target, Collection<TensorSource> tensors, Map<String, String> metadata) {
    refuseDuplicates(target, tensors);
    List<TensorSource> ordered = tensors.stream().sorted(ORDER).toList();
    byte[] header = header(target, ordered, metadata);
    return sink -> {
      sink.write(MemorySegment.ofArray(header));
      List<List<MemorySegment>> reads = ordered.stream().map(t -> t.content().reads()).toList();
      try (ReadAhead ahead = new ReadAhead(reads, AHEAD_BYTES)) {
        for (int i = 0; i < ordered.size(); i++) {
          Residency.need(reads.get(i));
          writeData(sink, ordered.get(i));
          ahead.done(i);
          Residency.release(reads.get(i));
        }
      }
    };
  }

  private static void writeData(ByteSink sink, TensorSource tensor) throws IOException {
    CountingSink counted = new CountingSink(sink);
    try {
      tensor.content().writeTo(counted);
    } catch (IOException | InternalError e) {
      if (MappedAccess.isFault(e)) {
        throw MappedAccess.vanished("tensor '" + tensor.name() + "'", e);
      }
      throw e;
    }
    if (counted.bytes != tensor.bytes()) {
      throw new IllegalStateException(
          tensor.name() + ": content of " + counted.bytes + " bytes for " + tensor.bytes());
    }
  }

  private static byte[] header(
      Path target, List<TensorSource> ordered, Map<String, String> metadata) {
    byte[] json = json(ordered, metadata);
    int padded = Math.ceilDiv(json.length, 8) * 8;
    if (padded > SafetensorsHeader.MAX_HEADER_BYTES) {
      throw BadDataException.of(
              "%s: the header of %d tensors would have %d bytes, more than the %d that readers accept;"
                  + " split the file into shards",
              target, ordered.size(), padded, SafetensorsHeader.MAX_HEADER_BYTES)
          .in(target)
          .as(Defect.UNSUPPORTED);
    }
    byte[] result = new byte[SafetensorsHeader.LENGTH_BYTES + padded];
    Arrays.fill(result, (byte) ' ');
    ByteBuffer.wrap(result).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(json);
    return result;
  }

  private static byte[] json(List<TensorSource> ordered, Map<String, String> metadata) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      writeMetadata(json, metadata);
      long offset = 0;
      for (TensorSource tensor : ordered) {
        writeEntry(json, tensor, offset);
        offset += tensor.bytes();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeMetadata(JsonGenerator json, Map<String, String> metadata)
      throws IOException {
    if (metadata.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart("__metadata__");
    for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static void writeEntry(JsonGenerator json, TensorSource tensor, long offset)
      throws IOException {
    json.writeObjectFieldStart(tensor.name());
    json.writeStringField("dtype", tensor.dtype().name());
    writeNumbers(json, "shape", tensor.shape());
    writeNumbers(json, "data_offsets", List.of(offset, offset + tensor.bytes()));
    json.writeEndObject();
  }

  private static void writeNumbers(JsonGenerator json, String key, List<Long> numbers)
      throws IOException {
    json.writeArrayFieldStart(key);
    for (long number : numbers) {
      json.writeNumber(number);
    }
    json.writeEndArray();
  }

  private static void refuseDuplicates(Path target, Collection<TensorSource> tensors) {
    Set<String> names = new HashSet<>();
    for (TensorSource tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw BadDataException.of("%s: two tensors are named '%s'", target, tensor.name())
            .in(target, tensor.name());
      }
    }
  }

  private static byte[] utf8(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  private static final class CountingSink implements ByteSink {

    private final ByteSink sink;
    private long bytes;

    CountingSink(ByteSink sink) {
      this.sink = sink;
    }

    @Override
    public void write(MemorySegment segment) throws IOException {
      bytes += segment.byteSize();
      sink.write(segment);
    }
  }
}
