package io.github.alpharl.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.failure.BadDataException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsRoundTripTest {

  private static final List<Dtype> DTYPES = List.of(Dtype.values());

  @TempDir Path temp;

  private static TensorSource source(String name, Dtype dtype, int bytes, Long... shape) {
    return new TensorSource(
        name, dtype, List.of(shape), TensorContent.of(MemorySegment.ofArray(new byte[bytes])));
  }

  @Test
  void theBytesAreThoseOfTheReferenceWriter() throws IOException {
    Path file = temp.resolve("a.safetensors");
    SafetensorsWriter.write(
        file,
        List.of(
            source("b", Dtype.BF16, 4, 2L),
            source("z", Dtype.F32, 4),
            source("flags", Dtype.BOOL, 3, 3L),
            source("\uD83D\uDE00", Dtype.U8, 0, 0L),
            source("\uFFFD", Dtype.U8, 0, 0L),
            source("ä\"\n", Dtype.F32, 0, 0L, 5L),
            source("a", Dtype.I64, 8, 1L)));
    String json =
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]},"
            + "\"z\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[8,12]},"
            + "\"ä\\\"\\n\":{\"dtype\":\"F32\",\"shape\":[0,5],\"data_offsets\":[12,12]},"
            + "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[12,16]},"
            + "\"\uFFFD\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[16,16]},"
            + "\"\uD83D\uDE00\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[16,16]},"
            + "\"flags\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[16,19]}}";
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    String padded = json + " ".repeat(Math.floorMod(-length, 8));
    assertThat(Files.readAllBytes(file)).isEqualTo(Fixtures.file(padded, 19));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsWrittenIsReadBackWhateverTheOrder(long seed) throws IOException {
    Random random = new Random(seed);
    List<Tensor> tensors = new ArrayList<>();
    int count = random.nextInt(1, 60);
    for (int i = 0; i < count; i++) {
      tensors.add(randomTensor(random, "t" + Integer.toString(i * 7919, 36)));
    }
    Map<String, String> metadata = Map.of("format", "pt", "seed", "" + seed);
    Path file = temp.resolve("a.safetensors");
    SafetensorsWriter.write(Disk.system(), file, sources(tensors), metadata);
    checkSame(file, tensors, metadata);
    byte[] bytes = Files.readAllBytes(file);
    Collections.shuffle(tensors, random);
    SafetensorsWriter.write(Disk.system(), file, sources(tensors), metadata);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
  }

  private static List<TensorSource> sources(List<Tensor> tensors) {
    return tensors.stream().map(TensorSource::copyOf).toList();
  }

  private static void checkSame(Path path, List<Tensor> tensors, Map<String, String> metadata) {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThat(file.metadata()).isEqualTo(metadata);
      assertThat(file.tensors()).hasSize(tensors.size());
      for (Tensor tensor : tensors) {
        Tensor read = file.tensors().get(tensor.name());
        assertThat(read.dtype()).isEqualTo(tensor.dtype());
        assertThat(read.shape()).isEqualTo(tensor.shape());
        assertThat(read.data().mismatch(tensor.data())).isEqualTo(-1);
      }
    }
  }

  private static Tensor randomTensor(Random random, String name) {
    Dtype dtype = DTYPES.get(random.nextInt(DTYPES.size()));
    long[] shape = random.longs(random.nextInt(5), 0, 6).toArray();
    if (dtype.bits() % 8 != 0) {
      shape = new long[] {4L * random.nextInt(5), 2};
    }
    List<Long> sizes = Arrays.stream(shape).boxed().toList();
    byte[] bytes = new byte[(int) dtype.bytesOf(sizes)];
    random.nextBytes(bytes);
    return Tensor.of(name, dtype, MemorySegment.ofArray(bytes), shape);
  }

  @Test
  void aFileMayReplaceTheOneThatIsMapped() {
    Path path = temp.resolve("a.safetensors");
    Tensor tensor = Fixtures.random(new Random(1), "x", Dtype.F32, 100, 100);
    SafetensorsWriter.write(path, sources(List.of(tensor)));
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      SafetensorsWriter.write(path, sources(List.copyOf(file.tensors().values())));
      assertThat(file.tensors().get("x").data().mismatch(tensor.data())).isEqualTo(-1);
    }
    checkSame(path, List.of(tensor), SafetensorsWriter.METADATA);
  }

  @Test
  void aTensorOfTheWrongLengthIsABug() {
    List<TensorSource> wrong = List.of(source("x", Dtype.F32, 5, 1L));
    Path path = temp.resolve("a.safetensors");
    assertThatThrownBy(() -> SafetensorsWriter.write(path, wrong))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("x: content of 5 bytes for 4");
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void twoTensorsOfOneNameAreRefused() {
    List<TensorSource> twice = List.of(source("x", Dtype.U8, 1, 1L), source("x", Dtype.U8, 1, 1L));
    assertThatThrownBy(() -> SafetensorsWriter.write(temp.resolve("a"), twice))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("two tensors are named 'x'");
  }

  @Test
  void aHeaderBeyondTheLimitIsRefusedBeforeWriting() {
    List<TensorSource> many = new ArrayList<>();
    String longName = "n".repeat(40_000);
    for (int i = 0; i < 2600; i++) {
      many.add(source(longName + i, Dtype.U8, 0, 0L));
    }
    assertThatThrownBy(() -> SafetensorsWriter.write(temp.resolve("a"), many))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("more than the 100000000 that readers accept");
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void filesBeyondTwoGigabytesAreRead() throws IOException {
    Path path = temp.resolve("a.safetensors");
    long size = 5L << 30;
    String header =
        "{\"x\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]}}".formatted(size, size);
    byte[] start = Fixtures.file(header, 0);
    Fixtures.write(path, start);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {42}), start.length + size - 1);
    }
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      MemorySegment data = file.tensors().get("x").data();
      assertThat(data.byteSize()).isEqualTo(size);
      assertThat(data.get(ValueLayout.JAVA_BYTE, size - 1)).isEqualTo((byte) 42);
    }
  }

  @Test
  void missingFilesAndDirectoriesAreNamed() {
    assertThatThrownBy(() -> SafetensorsFile.open(temp.resolve("none")))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("there is no such file");
    assertThatThrownBy(() -> SafetensorsFile.open(temp))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("is a directory");
  }

  @Test
  void aFileShortenedUnderUsIsBadDataNotACrash() throws IOException {
    Path path = temp.resolve("a.safetensors");
    Tensor tensor = Fixtures.random(new Random(1), "x", Dtype.F32, 1000, 100);
    SafetensorsWriter.write(path, sources(List.of(tensor)));
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(100);
      }
      Tensor mapped = file.tensors().get("x");
      assertThatThrownBy(() -> MappedAccess.guard(path, () -> sum(mapped)))
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining("was shortened or its disk failed");
      Path copy = temp.resolve("copy");
      assertThatThrownBy(() -> SafetensorsWriter.write(copy, sources(List.of(mapped))))
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining("'x'");
      assertThat(copy).doesNotExist();
    }
  }

  private static double sum(Tensor tensor) {
    double sum = 0;
    for (long i = 0; i < tensor.size(); i++) {
      sum += tensor.get(i);
    }
    return sum;
  }
}
