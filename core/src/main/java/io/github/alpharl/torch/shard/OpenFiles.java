package io.github.alpharl.torch.shard;

import io.github.alpharl.disk.MappedFile;
import io.github.alpharl.safetensors.SafetensorsFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The mapped files of one folder. */
public final class OpenFiles implements AutoCloseable {

  private final Map<Path, MappedFile> mapped = new LinkedHashMap<>();
  private final List<SafetensorsFile> safetensors = new ArrayList<>();

  /** The file {@code path}, mapped once. */
  MappedFile map(Path path) {
    MappedFile known = mapped.get(path);
    if (known == null) {
      known = MappedFile.openInPieces(path, "torch.save");
      mapped.put(path, known);
    }
    return known;
  }

  /** The safetensors file {@code path}. */
  SafetensorsFile open(Path path) {
    SafetensorsFile file = SafetensorsFile.open(path);
    safetensors.add(file);
    return file;
  }

  /** The files. */
  public List<Path> paths() {
    List<Path> paths = new ArrayList<>(mapped.keySet());
    safetensors.forEach(file -> paths.add(file.path()));
    return paths;
  }

  /** {@link MappedFile#fetch} for the file that holds each piece. */
  public void fetch(List<MemorySegment> pieces) {
    mapped.values().forEach(file -> file.fetch(pieces));
    safetensors.forEach(file -> file.fetch(pieces));
  }

  /** {@link MappedFile#requireUnchanged} for each file. */
  public void requireUnchanged() {
    mapped.values().forEach(MappedFile::requireUnchanged);
    safetensors.forEach(SafetensorsFile::requireUnchanged);
  }

  @Override
  public void close() {
    mapped.values().forEach(MappedFile::close);
    safetensors.forEach(SafetensorsFile::close);
  }
}
