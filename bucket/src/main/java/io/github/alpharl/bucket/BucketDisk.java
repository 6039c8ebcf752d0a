package io.github.alpharl.bucket;

import io.github.alpharl.bucket.memory.ScratchSpace;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.DiskFile;
import io.github.alpharl.disk.TempNames;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A disk on which what gets its final name under a mirrored path is in the bucket before it has it
 * here. Temporary names stay here.
 */
record BucketDisk(Disk disk, Mirrored files, Carrier carrier, ScratchSpace space) implements Disk {

  @Override
  public DiskFile create(Path path) throws IOException {
    DiskFile file = disk.create(path);
    return files.covers(path) ? new Counted(file, space) : file;
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    if (!files.covers(to) || TempNames.isTemp(to)) {
      disk.move(from, to);
      return;
    }
    Carrier.Carried carried =
        Files.isDirectory(from) ? carrier.folder(from, to) : carrier.file(from, to);
    disk.move(from, to);
    carrier.settle(carried);
    if (files.covers(from) && files.forget(from)) {
      carrier.delete(from);
    }
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    disk.createDirectory(directory);
  }

  @Override
  public void delete(Path path) throws IOException {
    boolean counts = files.covers(path) && Files.isRegularFile(path);
    boolean isElsewhere = files.item(path).isPresent();
    long size = counts && !isElsewhere ? Files.size(path) : 0;
    disk.delete(path);
    space.give(size);
    if (counts && files.forget(path)) {
      carrier.delete(path);
    }
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    disk.forceDirectory(directory);
  }

  /** A file whose bytes take scratch space. */
  private record Counted(DiskFile file, ScratchSpace space) implements DiskFile {

    @Override
    public void write(MemorySegment bytes) throws IOException {
      space.take(bytes.byteSize());
      file.write(bytes);
    }

    @Override
    public void force() throws IOException {
      file.force();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
