package io.github.alpharl.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.failure.BadDataException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsHeaderTest {

  private static final Path FILE = Path.of("some.safetensors");
  private static final String GOOD =
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";

  private static SafetensorsHeader read(byte[] bytes) {
    return SafetensorsHeader.read(FILE, MemorySegment.ofArray(bytes));
  }

  private static void refused(byte[] bytes, String... parts) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(BadDataException.class)
        .hasMessageStartingWith("some.safetensors: ")
        .hasMessageContainingAll(parts);
  }

  static Stream<Arguments> badHeaders() {
    String nested = "{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
    return Stream.of(
        arguments("[]", 0, "not a JSON object"),
        arguments("", 0, "not a JSON object"),
        arguments("{", 0, "not valid JSON near byte"),
        arguments("{\"a\":}", 0, "not valid JSON near byte 13"),
        arguments(nested, 0, "must be described by an object"),
        arguments(tensor("F32", "[[[[[[[[[[1]]]]]]]]]]", "[0,8]"), 8, "whole number from 0"),
        arguments("{\"__metadata__\":{\"a\":{}}}", 0, "'__metadata__' may hold only strings"),
        arguments("{\"__metadata__\":{\"a\":1}}", 0, "'__metadata__' may hold only strings"),
        arguments("{\"__metadata__\":[]}", 0, "'__metadata__' must be an object"),
        arguments(
            "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}",
            0,
            "__metadata__ has the key 'k' twice"),
        arguments(GOOD + "{}", 8, "more JSON follows"),
        arguments(GOOD + "\0", 8, "not valid JSON"),
        arguments("{\"a\":1}", 0, "'a' must be described by an object"),
        arguments("{\"a\":{}}", 0, "tensor 'a' lacks dtype, shape or data_offsets"),
        arguments("{\"a\":{\"type\":1}}", 0, "tensor 'a' has the unknown key 'type'"),
        arguments(
            "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}",
            0,
            "tensor 'a' has the key 'dtype' twice"),
        arguments(tensor("F31", "[2]", "[0,8]"), 8, "tensor 'a' has the unknown dtype 'F31'"),
        arguments(tensor("f32", "[2]", "[0,8]"), 8, "unknown dtype 'f32'"),
        arguments(tensor("F32", "2", "[0,8]"), 8, "'a' needs an array of whole numbers as shape"),
        arguments(tensor("F32", "[2.0]", "[0,8]"), 8, "tensor 'a' has 2.0 in shape"),
        arguments(tensor("F32", "[2e0]", "[0,8]"), 8, "tensor 'a' has 2e0 in shape"),
        arguments(tensor("F32", "[-2]", "[0,8]"), 8, "tensor 'a' has -2 in shape"),
        arguments(tensor("F32", "[-0]", "[0,0]"), 0, "tensor 'a' has -0 in shape"),
        arguments(tensor("F32", "[\"2\"]", "[0,8]"), 8, "tensor 'a' has 2 in shape"),
        arguments(tensor("F32", "[null]", "[0,8]"), 8, "tensor 'a' has null in shape"),
        arguments(tensor("F32", "[02]", "[0,8]"), 8, "not valid JSON"),
        arguments(tensor("F32", "[281474976710657]", "[0,8]"), 8, "0 to 2^48"),
        arguments(tensor("F32", "[99999999999999999999]", "[0,8]"), 8, "0 to 2^48"),
        arguments(tensor("F32", "[" + "9".repeat(200) + "]", "[0,8]"), 8, "not valid JSON"),
        arguments(tensor("F32", "[" + "1,".repeat(64) + "2]", "[0,8]"), 8, "more than 64"),
        arguments(tensor("F32", "[2]", "[0]"), 8, "tensor 'a' has data_offsets [0]"),
        arguments(tensor("F32", "[2]", "[0,8,8]"), 8, "tensor 'a' has data_offsets [0, 8, 8]"),
        arguments(tensor("F32", "[2]", "[8,0]"), 8, "an end that is not before it"),
        arguments(tensor("F32", "[2]", "[-8,0]"), 8, "tensor 'a' has -8 in data_offsets"),
        arguments(tensor("F32", "[3]", "[0,8]"), 8, "of F32 [3] needs 12 bytes", "hold 8"),
        arguments(tensor("F32", "[4294967296,4294967296]", "[0,8]"), 8, "'a'", "size overflows"),
        arguments(tensor("F64", "[274877906944,8388608]", "[0,8]"), 8, "'a'", "size overflows"),
        arguments(tensor("F4", "[3]", "[0,1]"), 1, "'a'", "12 bits are no whole number of bytes"),
        arguments(tensor("F6_E2M3", "[2]", "[0,2]"), 2, "12 bits are no whole number of bytes"),
        arguments(tensor("F32", "[2]", "[4,12]"), 12, "hole of 4 bytes", "tensor 'a'"),
        arguments(pair("[0,4]", "[0,4]"), 4, "'b' begins at offset 0 and overlaps tensor 'a'"),
        arguments(pair("[0,4]", "[2,6]"), 6, "'b' begins at offset 2 and overlaps tensor 'a'"),
        arguments(pair("[0,4]", "[8,12]"), 12, "hole of 4 bytes between tensor 'a' and tensor 'b'"),
        arguments(GOOD, 7, "describes 8 bytes of data but only 7 are there", "truncated"),
        arguments(GOOD, 0, "describes 8 bytes of data but only 0 are there", "truncated"),
        arguments(GOOD, 9, "1 trailing bytes follow the 8 bytes"));
  }

  private static Arguments arguments(String header, int data, String... parts) {
    return Arguments.of(header, data, parts);
  }

  private static String tensor(String dtype, String shape, String offsets) {
    return "{\"a\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}"
        .formatted(dtype, shape, offsets);
  }

  private static String pair(String first, String second) {
    return "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":%s},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":%s}}"
        .formatted(first, second);
  }

  @ParameterizedTest
  @MethodSource("badHeaders")
  void aBadHeaderIsRefusedWithItsReason(String header, int data, String[] parts) {
    refused(Fixtures.file(header, data), parts);
  }

  @Test
  void aDuplicateTensorIsNamed() {
    String twice = "{" + GOOD.substring(1, GOOD.length() - 1) + "," + GOOD.substring(1);
    refused(Fixtures.file(twice, 8), "the key 'a' twice");
  }

  @Test
  void aGitLfsPointerIsRecognised() {
    String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1297296\n";
    refused(pointer.getBytes(StandardCharsets.US_ASCII), "Git LFS pointer", "git lfs pull");
  }

  @Test
  void everyTruncationSaysSo() {
    byte[] whole = Fixtures.file(GOOD, 8);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = new byte[length];
      System.arraycopy(whole, 0, part, 0, length);
      refused(part, "truncated");
    }
    assertThat(read(whole).entries()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 100_000_001})
  void anImplausibleHeaderLengthIsRefused(long length) {
    byte[] bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
    refused(bytes, Long.toUnsignedString(length) + " bytes, at most 100000000");
  }

  @Test
  void aHeaderThatIsNotUtf8IsRefusedAtItsByte() {
    byte[] bytes = Fixtures.file("{\"??\":1}", 0);
    bytes[8 + 2] = (byte) 0xC0;
    bytes[8 + 3] = (byte) 0x80;
    refused(bytes, "not UTF-8 at byte 10");
  }

  @Test
  void aHeaderInUtf16IsRefused() {
    byte[] json = GOOD.getBytes(StandardCharsets.UTF_16LE);
    byte[] bytes =
        ByteBuffer.allocate(8 + json.length + 8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .array();
    refused(bytes, "not valid JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {" %s", "\n\t\r %s", "%s   ", "%s\n"})
  void whitespaceAroundTheHeaderIsTolerated(String padding) {
    assertThat(read(Fixtures.file(padding.formatted(GOOD), 8)).entries()).hasSize(1);
  }

  @Test
  void emptyFilesScalarsAndZeroSizesAreLegal() {
    assertThat(read(Fixtures.file("{}", 0)).entries()).isEmpty();
    String header =
        "{\"z\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[0,0]},"
            + "\"s\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
            + "\"e\":{\"dtype\":\"F4\",\"shape\":[4],\"data_offsets\":[4,6]},"
            + "\"y\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[6,6]}}";
    assertThat(read(Fixtures.file(header, 6)).entries())
        .containsExactly(
            new TensorEntry("z", Dtype.F32, List.of(0L, 3L), 0, 0),
            new TensorEntry("s", Dtype.F32, List.of(), 0, 4),
            new TensorEntry("e", Dtype.F4, List.of(4L), 4, 6),
            new TensorEntry("y", Dtype.U8, List.of(0L), 6, 6));
  }

  @Test
  void metadataIsKept() {
    String header = "{\"__metadata__\":{\"format\":\"pt\",\"ünï\":\"\\u00e9\"}}";
    assertThat(read(Fixtures.file(header, 0)).metadata())
        .isEqualTo(Map.of("format", "pt", "ünï", "é"));
  }

  @Test
  void aHostileNameStaysOneShortLine() {
    String header = "{\"" + "x\\n".repeat(5000) + "\":1}";
    assertThatThrownBy(() -> read(Fixtures.file(header, 0)))
        .isInstanceOf(BadDataException.class)
        .message()
        .hasSizeLessThan(400)
        .doesNotContain("\n");
  }
}
