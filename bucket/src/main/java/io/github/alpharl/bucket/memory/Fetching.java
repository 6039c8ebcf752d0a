package io.github.alpharl.bucket.memory;

import io.github.alpharl.bucket.memory.Spans.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Brings ranges by some threads at once, through files of a scratch space. */
public final class Fetching implements AutoCloseable {

  /** Of one request: large beside its delay, small beside a matrix. */
  private static final long CHUNK = 8L << 20;

  private final ScratchSpace space;
  private final ExecutorService readers;

  /** By {@code threads} at once. */
  public Fetching(ScratchSpace space, int threads) {
    this.space = space;
    this.readers =
        Executors.newFixedThreadPool(
            threads, task -> Thread.ofPlatform().daemon().name("bucket-reader").unstarted(task));
  }

  ScratchSpace space() {
    return space;
  }

  /** Brings {@code gap} of {@code source} into {@code pages}, each of {@code parts} as one file. */
  void bring(Ranges source, Span gap, List<Span> parts, Pages pages) {
    space.take(gap.length());
    Path file = space.fresh();
    try {
      download(source, gap, file);
      for (Span part : parts) {
        show(file, gap, part, parts.size() == 1 || part.length() > Pages.SIZE, pages);
      }
    } catch (IOException e) {
      space.give(gap.length());
      throw space.full(gap.length(), e);
    } catch (RuntimeException | Error e) {
      space.give(gap.length());
      throw e;
    } finally {
      delete(file);
    }
  }

  private void download(Ranges source, Span gap, Path file) throws IOException {
    long end = Math.min(gap.to(), source.size());
    List<Span> chunks = new ArrayList<>();
    for (long at = gap.from(); at < end; at += CHUNK) {
      chunks.add(new Span(at, Math.min(end, at + CHUNK)));
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      all(chunks, chunk -> download(source, chunk, channel, gap.from()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void download(Ranges source, Span chunk, FileChannel channel, long start) {
    try {
      source.read(
          chunk.from(),
          chunk.to(),
          (at, bytes) -> {
            for (long place = at - start; bytes.hasRemaining(); ) {
              place += channel.write(bytes, place);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A part that is not the file's {@code own} is shown from a copy, so that the file can go. */
  private void show(Path file, Span gap, Span part, boolean own, Pages pages) throws IOException {
    long start = part.from() - gap.from();
    if (own) {
      pages.show(file, start, part.from(), part.to());
      return;
    }
    Path copy = space.fresh();
    try (FileChannel from = FileChannel.open(file);
        FileChannel to =
            FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      from.transferTo(start, part.length(), to);
      pages.show(copy, 0, part.from(), part.to());
    } finally {
      delete(copy);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Costs space until the folder is deleted, never correctness.
    }
  }

  /** Fills {@code target} with the bytes of {@code source} from {@code from} on. */
  void read(Ranges source, long from, ByteBuffer target) {
    try {
      source.read(
          from,
          from + target.remaining(),
          (at, bytes) ->
              target.put(Math.toIntExact(at - from), bytes, bytes.position(), bytes.remaining()));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Does {@code work} for all of {@code items}, some at a time; the first failure counts. */
  public <T> void all(List<T> items, Consumer<T> work) {
    List<CompletableFuture<Void>> running =
        items.stream()
            .map(item -> CompletableFuture.runAsync(() -> work.accept(item), readers))
            .toList();
    Throwable failure = null;
    for (CompletableFuture<Void> one : running) {
      try {
        one.join();
      } catch (CompletionException e) {
        failure = failure == null ? e.getCause() : failure;
      }
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }
}
