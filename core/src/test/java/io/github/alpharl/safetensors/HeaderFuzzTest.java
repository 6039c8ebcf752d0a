package io.github.alpharl.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.disk.Disk;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number of random damages is the system property {@code alpharl.fuzz}, 20000 by default. */
class HeaderFuzzTest {

  @TempDir Path temp;

  private byte[] file() throws IOException {
    Path file = temp.resolve("a.safetensors");
    SafetensorsWriter.write(
        Disk.system(),
        file,
        List.of(
            source("model.a.weight", Dtype.BF16, 2, 3),
            source("b", Dtype.F32, 3),
            source("c", Dtype.F32, 3),
            source("ü", Dtype.F4, 4),
            source("empty", Dtype.U8, 0, 3),
            source("scalar", Dtype.I64)),
        Map.of("format", "pt", "key", "value"));
    return Files.readAllBytes(file);
  }

  private static TensorSource source(String name, Dtype dtype, long... shape) {
    List<Long> sizes = Arrays.stream(shape).boxed().toList();
    byte[] bytes = new byte[(int) dtype.bytesOf(sizes)];
    return new TensorSource(name, dtype, sizes, TensorContent.of(MemorySegment.ofArray(bytes)));
  }

  @Test
  void everyFlippedBitAndEveryLengthEndsClearly() throws IOException {
    byte[] file = file();
    HeaderFuzz.Outcome outcome = HeaderFuzz.exhaustive(file);
    assertThat(outcome.refused()).isGreaterThan(outcome.accepted());
    assertThat(outcome.accepted()).isPositive();
  }

  @Test
  void randomDamageEndsClearly() throws IOException {
    long iterations = Long.getLong("alpharl.fuzz", 20_000);
    HeaderFuzz.Outcome outcome = HeaderFuzz.random(file(), 1, iterations);
    assertThat(outcome.accepted() + outcome.refused()).isEqualTo(iterations);
    assertThat(outcome.refused()).isGreaterThan(outcome.accepted());
  }
}
