package io.github.alpharl.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Tensors one after the other against one copy of all their bytes. */
class JoinedMemoryTest {

  @RepeatedTest(20)
  void isOneTensorOfAllBytes(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<Tensor> parts = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(5); i++) {
      int length = 1 + random.nextInt(9);
      byte[] bytes = new byte[2 * length];
      random.nextBytes(bytes);
      parts.add(Tensor.of("t" + i, Dtype.BF16, MemorySegment.ofArray(bytes), length));
      lengths.add(bytes.length);
    }
    byte[] all = new byte[lengths.stream().mapToInt(Integer::intValue).sum()];
    int at = 0;
    for (Tensor part : parts) {
      MemorySegment.copy(part.data(), ValueLayout.JAVA_BYTE, 0, all, at, (int) part.bytes());
      at += (int) part.bytes();
    }
    JoinedMemory joined = new JoinedMemory(parts);
    assertThat(joined.bytes()).isEqualTo(all.length);
    assertThat(joined.cuts()).hasSize(parts.size()).startsWith(0L).isSorted();
    for (int from = 0; from < all.length; from++) {
      for (int to = from + 1; to <= all.length; to++) {
        MemorySegment expected = MemorySegment.ofArray(all).asSlice(from, to - from);
        assertThat(joined.range(from, to, Tensor.onHeap()).mismatch(expected)).isEqualTo(-1);
        boolean crosses = crosses(joined, from, to);
        assertThat(joined.isInPlace(from, to)).isEqualTo(!crosses);
        assertThat(joined.pieces(from, to)).hasSize(crosses ? 0 : 1);
      }
    }
  }

  private static boolean crosses(JoinedMemory joined, int from, int to) {
    return joined.cuts().stream().anyMatch(cut -> cut > from && cut < to);
  }
}
