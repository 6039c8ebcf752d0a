package io.github.alpharl.bucket.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was not brought must fault and never be zeros; what was brought must be the file's bytes.
 */
class FarFileTest {

  private static final int SIZE = 1_000_003;

  @TempDir Path folder;
  private final byte[] content = new byte[SIZE];
  private final AtomicLong brought = new AtomicLong();

  @BeforeEach
  void fill() {
    new Random(3).nextBytes(content);
  }

  private final Ranges source =
      new Ranges() {
        @Override
        public long size() {
          return SIZE;
        }

        @Override
        public void read(long from, long to, Target target) throws IOException {
          brought.addAndGet(to - from);
          for (long at = from; at < to; at += 10_000) {
            int count = (int) Math.min(10_000, to - at);
            target.put(at, ByteBuffer.wrap(content, (int) at, count));
          }
        }
      };

  private static byte[] copy(FarFile file, long from, long to) {
    return file.bytes().asSlice(from, to - from).toArray(ValueLayout.JAVA_BYTE);
  }

  private byte[] expected(long from, long to) {
    return java.util.Arrays.copyOfRange(content, (int) from, (int) to);
  }

  private static void assertFault(FarFile file, long at) {
    assertThatThrownBy(() -> file.bytes().get(ValueLayout.JAVA_BYTE, at))
        .isInstanceOf(InternalError.class)
        .hasMessageContaining("fault occurred");
  }

  @Test
  void whatWasNotBroughtFaults() {
    ScratchSpace space = new ScratchSpace(folder, Long.MAX_VALUE);
    try (Fetching fetching = new Fetching(space, 4);
        FarFile file = new FarFile(source, fetching)) {
      assertFault(file, 0);
      file.need(100_000, 300_001);
      assertThat(copy(file, 100_000, 300_001)).isEqualTo(expected(100_000, 300_001));
      assertFault(file, 100_000 - 2 * Pages.SIZE);
      assertFault(file, 300_001 + 2 * Pages.SIZE);
      file.release(100_000, 300_001);
      assertFault(file, 200_000);
      assertThat(file.has(100_000, 300_001)).isFalse();
      file.need(100_000, 300_001);
      assertThat(copy(file, 100_000, 300_001)).isEqualTo(expected(100_000, 300_001));
    }
    assertThat(space.used()).isZero();
  }

  @Test
  void aNeighbourKeepsThePageThatBothHave() {
    ScratchSpace space = new ScratchSpace(folder, Long.MAX_VALUE);
    try (Fetching fetching = new Fetching(space, 4);
        FarFile file = new FarFile(source, fetching)) {
      file.need(10_000, 50_001);
      file.need(50_001, 90_000);
      file.release(10_000, 50_001);
      assertThat(copy(file, 50_001, 90_000)).isEqualTo(expected(50_001, 90_000));
      file.release(50_001, 90_000);
      assertThat(space.used()).isLessThanOrEqualTo(4 * Pages.SIZE);
    }
  }

  @Test
  void anyOrderOfNeedsAndReleasesShowsTheBytes() {
    ScratchSpace space = new ScratchSpace(folder, Long.MAX_VALUE);
    Random random = new Random(7);
    try (Fetching fetching = new Fetching(space, 4);
        FarFile file = new FarFile(source, fetching)) {
      for (int i = 0; i < 300; i++) {
        long from = random.nextInt(SIZE);
        long to = Math.min(SIZE, from + 1 + random.nextInt(1 << random.nextInt(19)));
        file.need(from, to);
        assertThat(file.has(from, to)).isTrue();
        assertThat(copy(file, from, to)).isEqualTo(expected(from, to));
        long gone = random.nextInt(SIZE);
        file.release(gone, Math.min(SIZE, gone + random.nextInt(400_000)));
      }
    }
    assertThat(space.used()).isZero();
  }

  @Test
  void threadsThatNeedTheSameBringItOnce() {
    ScratchSpace space = new ScratchSpace(folder, Long.MAX_VALUE);
    try (Fetching fetching = new Fetching(space, 4);
        FarFile file = new FarFile(source, fetching)) {
      IntStream.range(0, 16).parallel().forEach(i -> file.need(0, SIZE));
      assertThat(brought).hasValue(SIZE);
      assertThat(copy(file, 0, SIZE)).isEqualTo(content);
    }
  }

  @Test
  void smallPiecesAreBroughtTogetherAndTakeNoScratch() {
    ScratchSpace space = new ScratchSpace(folder, Long.MAX_VALUE);
    try (Fetching fetching = new Fetching(space, 4);
        FarFile file = new FarFile(source, fetching)) {
      file.fetch(
          List.of(new long[] {10, 266}, new long[] {5_000, 5_256}, new long[] {900_000, 900_100}));
      long once = brought.get();
      for (long[] piece :
          List.of(new long[] {5_000, 256}, new long[] {10, 256}, new long[] {900_000, 100})) {
        MemorySegment target = MemorySegment.ofArray(new byte[(int) piece[1]]);
        file.read(piece[0], target);
        assertThat(target.toArray(ValueLayout.JAVA_BYTE))
            .isEqualTo(expected(piece[0], piece[0] + piece[1]));
      }
      assertThat(once).isEqualTo(5_246 + 100);
      assertThat(brought).hasValue(once);
      assertThat(space.used()).isZero();
    }
  }

  @Test
  void moreThanTheLimitIsRefusedAndTakesNothing() {
    ScratchSpace space = new ScratchSpace(folder, 300_000);
    try (Fetching fetching = new Fetching(space, 4);
        FarFile file = new FarFile(source, fetching)) {
      assertThatThrownBy(() -> file.need(0, 500_000))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("is full");
      assertThat(space.used()).isZero();
      file.need(0, 200_000);
      assertThat(copy(file, 0, 200_000)).isEqualTo(expected(0, 200_000));
    }
  }

  @Test
  void filesOfTheScratchSpaceAreGoneAtOnce() throws IOException {
    ScratchSpace space = new ScratchSpace(folder, Long.MAX_VALUE);
    try (Fetching fetching = new Fetching(space, 4);
        FarFile file = new FarFile(source, fetching)) {
      file.need(1_000, 900_000);
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).hasSize(1).allMatch(left -> left.endsWith(".empty"));
      }
    }
  }
}
