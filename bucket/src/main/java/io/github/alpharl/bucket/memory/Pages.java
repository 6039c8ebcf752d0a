package io.github.alpharl.bucket.memory;

import io.github.alpharl.failure.EnvironmentException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * A range of addresses in which each page either shows a page of some file or faults (SIGBUS, which
 * the JVM reports as the fault of a shortened file): pages without content are mapped behind the
 * end of an empty file, so that the system itself forbids to read zeros there. POSIX only.
 */
@SuppressWarnings("restricted") // mapping is what it is for
final class Pages implements AutoCloseable {

  /** Of the system; 4 KiB on x86-64, more on some others. */
  static final long SIZE = size();

  private static final int READ = 1;
  private static final int SHARED = 1;
  private static final int FIXED = 0x10;

  private static final class Calls {
    static final MethodHandle MMAP =
        call(
            "mmap",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG));
    static final MethodHandle MUNMAP =
        call(
            "munmap",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    static final MethodHandle OPEN =
        call(
            "open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    static final MethodHandle CLOSE =
        call("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  }

  private static MethodHandle call(String name, FunctionDescriptor form, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().find(name).orElseThrow(Pages::unsupported), form, options);
  }

  private static EnvironmentException unsupported() {
    return EnvironmentException.of(
        "runs in a bucket need a POSIX system; copy the run to this machine instead");
  }

  private static long size() {
    try {
      MethodHandle call = call("getpagesize", FunctionDescriptor.of(ValueLayout.JAVA_INT));
      return (int) call.invokeExact();
    } catch (Throwable e) {
      throw failed("getpagesize", e);
    }
  }

  private final Path empty;
  private final long address;
  private final long length;

  /**
   * {@code bytes} addresses, none of which can be read; {@code empty} is a file without content.
   */
  Pages(Path empty, long bytes) {
    this.empty = empty;
    this.length = up(bytes);
    this.address = map(empty, 0, 0, length, SHARED);
  }

  /** The start of the page that holds byte {@code at}. */
  static long down(long at) {
    return at - at % SIZE;
  }

  /** The end of the page that ends at or behind {@code at}. */
  static long up(long at) {
    return Math.ceilDiv(at, SIZE) * SIZE;
  }

  /** The addresses, {@code bytes} of them. */
  MemorySegment bytes(long bytes) {
    return MemorySegment.ofAddress(address).reinterpret(bytes).asReadOnly();
  }

  /** Shows the pages {@code from ≤ i < to} of {@code file} from {@code start} on. */
  void show(Path file, long start, long from, long to) {
    map(file, start, address + from, to - from, SHARED | FIXED);
  }

  /** Takes the pages {@code from ≤ i < to} away; the system forgets files that no page shows. */
  void hide(long from, long to) {
    map(empty, from, address + from, to - from, SHARED | FIXED);
  }

  private static long map(Path file, long start, long at, long length, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      int opened = (int) Calls.OPEN.invokeExact(arena.allocateFrom(file.toString()), 0);
      if (opened < 0) {
        throw EnvironmentException.of("%s: cannot be opened", file);
      }
      long found = (long) Calls.MMAP.invokeExact(at, length, READ, flags, opened, start);
      int _ = (int) Calls.CLOSE.invokeExact(opened);
      if (found == -1) {
        throw EnvironmentException.of(
            "%s: cannot be mapped (%d bytes); the system's limit of mappings or of address space is"
                + " reached",
            file, length);
      }
      return found;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw failed("mmap", e);
    }
  }

  private static IllegalStateException failed(String call, Throwable cause) {
    return new IllegalStateException(call, cause);
  }

  @Override
  public void close() {
    try {
      int _ = (int) Calls.MUNMAP.invokeExact(address, length);
    } catch (Throwable e) {
      throw failed("munmap", e);
    }
  }
}
