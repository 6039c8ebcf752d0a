package io.github.alpharl.safetensors;

import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.disk.MappedFile;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A safetensors file, memory-mapped and checked; of any size, and readable from every thread until
 * closed. Only the header is read on opening. Reads of tensor data belong into {@link
 * MappedAccess#guard} where the file may vanish meanwhile.
 */
public final class SafetensorsFile implements AutoCloseable {

  private final MappedFile file;
  private final SequencedMap<String, Tensor> tensors;
  private final Map<String, String> metadata;

  private SafetensorsFile(MappedFile file) {
    SafetensorsHeader header = SafetensorsHeader.read(file.path(), file.bytes());
    SequencedMap<String, Tensor> found = new LinkedHashMap<>();
    for (TensorEntry entry : header.entries()) {
      MemorySegment data = file.bytes().asSlice(header.dataStart() + entry.begin(), entry.bytes());
      found.put(entry.name(), new Tensor(entry.name(), entry.dtype(), entry.shape(), data));
    }
    this.file = file;
    this.tensors = Collections.unmodifiableSequencedMap(found);
    this.metadata = Collections.unmodifiableMap(header.metadata());
  }

  /**
   * Maps {@code path} and checks its header.
   *
   * @throws BadDataException if the file breaks a rule of the format
   * @throws EnvironmentException if it cannot be read
   */
  public static SafetensorsFile open(Path path) {
    MappedFile file = MappedFile.openInPieces(path, "safetensors");
    try {
      return MappedAccess.guard(path, () -> new SafetensorsFile(file));
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /** The file. */
  public Path path() {
    return file.path();
  }

  /** The tensors by name, in the order of their data. */
  public SequencedMap<String, Tensor> tensors() {
    return tensors;
  }

  /** The writer's {@code __metadata__}, often {@code format = pt}. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** {@link MappedFile#fetch} of slices of tensors' data. */
  public void fetch(List<MemorySegment> pieces) {
    file.fetch(pieces);
  }

  /** {@link MappedFile#requireUnchanged}. */
  public void requireUnchanged() {
    file.requireUnchanged();
  }

  /** Unmaps the file; its tensors can no longer be read. */
  @Override
  public void close() {
    file.close();
  }
}
