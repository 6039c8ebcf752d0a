package io.github.alpharl.disk;

import io.github.alpharl.failure.UsageException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A disk on which one operation goes wrong, for tests of interrupted and failing writes. A write
 * that goes wrong leaves its first half behind, as a full disk or a power cut would.
 */
public final class FaultyDisk implements Disk {

  /**
   * The system property that plans a fault: {@code fail:K} or {@code kill:K}, K from 1, or {@code
   * hold:FILE}, where every operation waits as long as that file exists.
   */
  public static final String PROPERTY = "alpharl.fault";

  private static final Pattern PLAN =
      Pattern.compile("(fail|kill):([1-9][0-9]{0,17})|hold:(.+)"); // such as kill:7
  private static final long WAIT_NANOS = 10_000_000;

  /** What happens at the planned operation. */
  public enum Fault {
    /** The operation throws an {@link IOException}. */
    FAIL,
    /** The process ends at once, as by SIGKILL, with exit code 137. */
    KILL
  }

  private final Disk disk;
  private final Fault fault;
  private final long at;
  private final Optional<Path> held;
  private final AtomicLong operations = new AtomicLong();

  /** {@code disk}, with {@code fault} at operation number {@code at}, counted from 1. */
  public FaultyDisk(Disk disk, Fault fault, long at) {
    this(disk, fault, at, Optional.empty());
  }

  private FaultyDisk(Disk disk, Fault fault, long at, Optional<Path> held) {
    this.disk = disk;
    this.fault = fault;
    this.at = at;
    this.held = held;
  }

  static Disk asPlanned(Disk disk) {
    String plan = System.getProperty(PROPERTY);
    if (plan == null) {
      return disk;
    }
    Matcher matcher = PLAN.matcher(plan);
    if (!matcher.matches()) {
      throw UsageException.of("-D%s=%s: expected fail:K, kill:K or hold:FILE", PROPERTY, plan);
    }
    if (matcher.group(3) != null) {
      return new FaultyDisk(disk, Fault.FAIL, 0, Optional.of(Path.of(matcher.group(3))));
    }
    Fault fault = matcher.group(1).equals("fail") ? Fault.FAIL : Fault.KILL;
    return new FaultyDisk(disk, fault, Long.parseLong(matcher.group(2)));
  }

  /** Operations so far, the faulty one included. */
  public long operations() {
    return operations.get();
  }

  @Override
  public DiskFile create(Path path) throws IOException {
    step("create " + path);
    return new File(path, disk.create(path));
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    step("rename to " + to);
    disk.move(from, to);
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    step("create directory " + directory);
    disk.createDirectory(directory);
  }

  @Override
  public void delete(Path path) throws IOException {
    step("delete " + path);
    disk.delete(path);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    step("force directory " + directory);
    disk.forceDirectory(directory);
  }

  private void step(String operation) throws IOException {
    if (isNow()) {
      strike(operation);
    }
  }

  private boolean isNow() {
    while (held.filter(Files::exists).isPresent()) {
      LockSupport.parkNanos(WAIT_NANOS);
    }
    return operations.incrementAndGet() == at;
  }

  private void strike(String operation) throws IOException {
    if (fault == Fault.KILL) {
      Runtime.getRuntime().halt(137);
    }
    throw new IOException("planned fault at operation " + at + " (" + operation + ")");
  }

  private final class File implements DiskFile {

    private final Path path;
    private final DiskFile file;

    File(Path path, DiskFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public void write(MemorySegment bytes) throws IOException {
      if (isNow()) {
        file.write(bytes.asSlice(0, bytes.byteSize() / 2));
        strike("write " + path);
      }
      file.write(bytes);
    }

    @Override
    public void force() throws IOException {
      step("force " + path);
      file.force();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
