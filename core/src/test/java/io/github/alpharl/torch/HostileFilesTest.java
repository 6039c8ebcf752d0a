package io.github.alpharl.torch;

import static io.github.alpharl.torch.Pickles.FALSE;
import static io.github.alpharl.torch.Pickles.ORDERED;
import static io.github.alpharl.torch.Pickles.bytes;
import static io.github.alpharl.torch.Pickles.dict;
import static io.github.alpharl.torch.Pickles.global;
import static io.github.alpharl.torch.Pickles.join;
import static io.github.alpharl.torch.Pickles.little;
import static io.github.alpharl.torch.Pickles.number;
import static io.github.alpharl.torch.Pickles.numbers;
import static io.github.alpharl.torch.Pickles.pickle;
import static io.github.alpharl.torch.Pickles.repeat;
import static io.github.alpharl.torch.Pickles.storage;
import static io.github.alpharl.torch.Pickles.tensor;
import static io.github.alpharl.torch.Pickles.text;
import static io.github.alpharl.torch.Pickles.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.BadDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged and hostile files of torch.save: each ends in one clear sentence. */
class HostileFilesTest {

  @TempDir Path temp;

  private static final byte[] FOUR =
      join(little(0x3f800000, 4), little(0x40000000, 4), little(0x40400000, 4), little(0, 4));

  private static byte[] storageOf(long elements) {
    return storage("torch", "FloatStorage", "0", elements);
  }

  private static byte[] weight(long offset, byte[] shape, byte[] strides) {
    return tensor(storageOf(4), offset, shape, strides);
  }

  private static byte[] sound() {
    return weight(0, numbers(2, 2), numbers(2, 1));
  }

  private static byte[] named(byte[] value) {
    return dict(text("w"), value);
  }

  private static byte[] archive(byte[] body) {
    return Archives.of(pickle(body), FOUR);
  }

  private static byte[] rawTensor(byte[] shape, byte[] strides) {
    return named(
        join(
            global("torch._utils", "_rebuild_tensor_v2"),
            bytes("("),
            storageOf(4),
            number(0),
            shape,
            strides,
            FALSE,
            ORDERED,
            bytes("tR")));
  }

  private static final class Cases {
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, String> expected = new LinkedHashMap<>();

    void add(String name, String message, byte[] file) {
      files.put(name, file);
      expected.put(name, message);
    }

    void addBody(String name, String message, byte[] body) {
      add(name, message, archive(body));
    }

    void addTensor(String name, String message, byte[] tensor) {
      addBody(name, message, named(tensor));
    }

    Stream<Arguments> stream() {
      return files.keySet().stream()
          .map(name -> Arguments.of(name, expected.get(name), files.get(name)));
    }
  }

  static Stream<Arguments> pickles() {
    Cases cases = new Cases();
    byte[] system = global("os", "system");
    cases.addTensor(
        "a call", "'w' is made by os.system", join(system, text("x"), bytes("\u0085R")));
    cases.addBody(
        "the root is a call", "os.system and no state", join(system, text("x"), bytes("\u0085R")));
    cases.addBody("INST", "opcode 0x69", bytes("i__main__\nX\n"));
    cases.addBody("EXT1", "opcode 0x82", bytes("\u0082\u0001"));
    cases.addBody("PERSID", "opcode 0x50", bytes("Pfoo\n"));
    cases.addBody("DUP", "opcode 0x32", bytes("N2"));
    cases.addBody("LONG4", "opcode 0x8b", bytes("\u008b\u0001\u0000\u0000\u0000\u0001"));
    cases.add("protocol 0", "does not begin", Archives.of(bytes("(dp0\nS'w'\np1\nI1\ns."), FOUR));
    cases.add("protocol 6", "protocol 6", Archives.of(bytes("\u0080\u0006}."), FOUR));
    cases.add("no STOP", "does not end", Archives.of(bytes("\u0080\u0002}"), FOUR));
    cases.add(
        "bytes after STOP",
        "bytes after its end",
        Archives.of(join(pickle(named(sound())), bytes("cos\nsystem\n")), FOUR));
    cases.addBody("two values left", "ends with 2 values", bytes("NN"));
    cases.addBody("an empty stack", "its stack, which is empty", bytes("0"));
    cases.addBody("no mark", "no mark", bytes("t"));
    cases.addBody("below the mark", "its stack, which is empty", bytes("N(0"));
    cases.addBody("memo unset", "reads its memo 5", bytes("h\u0005"));
    cases.addBody("memo twice", "sets its memo 0 twice", bytes("Nq\u0000q\u0000"));
    cases.addBody(
        "memo of 4 thousand million", "memo index 4294967282", join(bytes("Nr"), little(-14, 4)));
    cases.addBody("laughs", "a list of", laughs());
    cases.addBody(
        "nested tuples", "a tuple of 1", join(bytes("N"), repeat(bytes("\u0085"), 200_000)));
    cases.addBody(
        "nested tuples as a shape",
        "a tuple of 1 where",
        rawTensor(join(bytes("N"), repeat(bytes("\u0085"), 200_000)), tuple()));
    cases.addBody("marks", "and 200000 marks", repeat(bytes("("), 200_000));
    cases.addBody(
        "a dict in itself", "'w' is a dict", join(bytes("}q\0"), text("w"), bytes("h\0s")));
    cases.addTensor("parameters around parameters", "wrapped too often", parameters());
    cases.addBody(
        "a DTensor in itself",
        "_rebuild_from_type_v2, which is no dense tensor",
        join(bytes("}q\0"), text("w"), dtensorInItself(), bytes("s")));
    cases.addBody(
        "a size of 255 bytes",
        "a huge integer where its shape",
        rawTensor(
            join(bytes("\u008a\u00ff"), repeat(bytes("\u007f"), 255), bytes("\u0085")),
            numbers(1)));
    cases.addBody("a string of 4 GB", "a string of 4294967295", bytes("X\u00ff\u00ff\u00ff\u00ff"));
    cases.addBody("bytes of 2^64", "ends inside", join(bytes("\u008e"), little(-1, 8)));
    cases.addBody("bytes of 2^40", "ends inside", join(bytes("\u008e"), little(1L << 40, 8)));
    cases.addBody("a frame of 2^62", "a frame", join(bytes("\u0095"), little(1L << 62, 8)));
    cases.addBody("build twice", "twice", join(ORDERED, bytes("}b}b")));
    cases.addBody("append to an integer", "appends to 1", bytes("K\u0001K\u0001a"));
    cases.addBody("a call without a tuple", "no tuple", join(global("a", "b"), bytes("NR")));
    cases.addBody(
        "a key that is no string", "the key 1", join(bytes("}K\u0001"), sound(), bytes("s")));
    cases.addBody("a key without a value", "key without", bytes("}(Nu"));
    cases.addBody("text that is not UTF-8", "not UTF-8", bytes("X\u0001\0\0\0\u00ff"));
    cases.addBody(
        "a class name of 2 MB",
        "name of more than 1024",
        join(bytes("c"), repeat(bytes("a"), 2_000_000), bytes("\nb\n")));
    return cases.stream();
  }

  /** Lists that hold the one before twice, 200 deep: 2^200 elements if walked as a tree. */
  private static byte[] laughs() {
    byte[][] parts = new byte[202][];
    parts[0] = bytes("(]q\0");
    for (int i = 0; i < 200; i++) {
      String before = "h" + (char) i;
      parts[i + 1] = bytes("](" + before + before + "eq" + (char) (i + 1));
    }
    parts[201] = bytes("1h\u00c8");
    return join(parts);
  }

  private static byte[] parameters() {
    byte[] function = global("torch._utils", "_rebuild_parameter");
    byte[] open = repeat(join(function, bytes("(")), 5000);
    return join(open, sound(), repeat(join(FALSE, ORDERED, bytes("tR")), 5000));
  }

  private static byte[] dtensorInItself() {
    byte[] type = global("torch.distributed.tensor", "DTensor");
    byte[] wrapper =
        tuple(
            type,
            global("torch", "float32"),
            numbers(2, 2),
            numbers(2, 1),
            number(0),
            bytes("N"),
            bytes("N"),
            FALSE);
    return join(
        global("torch._tensor", "_rebuild_from_type_v2"),
        bytes("("),
        global("torch._utils", "_rebuild_wrapper_subclass"),
        type,
        wrapper,
        bytes("N}q\u0007\u0086tRq\u0008h\u0007"),
        text("_local_tensor"),
        bytes("h\u0008s0"));
  }

  static Stream<Arguments> tensors() {
    Cases cases = new Cases();
    byte[] two = numbers(2, 2);
    byte[] usual = numbers(2, 1);
    long huge = 1L << 40;
    cases.addTensor("larger than its storage", "larger", weight(0, numbers(3, 2), usual));
    cases.addTensor("an offset past the storage", "larger", weight(1, two, usual));
    cases.addTensor("a negative offset", "-1 where its storage offset", weight(-1, two, usual));
    cases.addTensor("a negative size", "-2 where its shape", weight(0, numbers(-2, 2), usual));
    cases.addTensor("a negative stride", "-2 where", weight(0, two, numbers(-2, 1)));
    cases.addTensor(
        "sizes that overflow",
        "impossible shape",
        weight(0, numbers(huge, huge), numbers(huge, 1)));
    cases.addTensor(
        "strides that overflow",
        "larger than any",
        weight(0, numbers(3, 2), numbers(1L << 61, 1L << 61)));
    cases.addTensor(
        "stride 0 times 2^40", "repeats its storage", weight(0, numbers(huge, 2), numbers(0, 1)));
    byte[] many = numbers(Collections.nCopies(65, 1L));
    cases.addTensor("65 dimensions", "at most 64", weight(0, many, many));
    cases.addTensor("more strides", "1 sizes and 2", weight(0, numbers(2), numbers(1, 1)));
    cases.addTensor(
        "elements unlike the record", "should have", tensor(storageOf(3), 0, two, usual));
    cases.addTensor("2^61 elements", "storage of", tensor(storageOf(1L << 61), 0, two, usual));
    cases.addTensor(
        "a storage that is not there",
        "needs the storage 9",
        tensor(storage("torch", "FloatStorage", "9", 4), 0, two, usual));
    cases.addTensor(
        "a key that climbs",
        "the key ../../etc/passwd",
        tensor(storage("torch", "FloatStorage", "../../etc/passwd", 4), 0, two, usual));
    cases.addTensor(
        "an unknown class",
        "QInt8Storage",
        tensor(storage("torch", "QInt8Storage", "0", 4), 0, two, usual));
    cases.addTensor(
        "a class of another module",
        "os.FloatStorage",
        tensor(storage("os", "FloatStorage", "0", 4), 0, two, usual));
    cases.addTensor(
        "a conjugated view",
        "conjugated",
        tensor(storageOf(4), 0, two, usual, dict(text("conj"), Pickles.TRUE)));
    Archives big = new Archives("x").add("data.pkl", pickle(named(sound())));
    cases.add(
        "big-endian", "big-endian", big.add("byteorder", bytes("big")).add("data/0", FOUR).bytes());
    Archives script = new Archives("x").add("data.pkl", pickle(named(sound())));
    cases.add("TorchScript", "TorchScript", script.add("constants.pkl", pickle(tuple())).bytes());
    Archives program = new Archives("x").add("archive_format", bytes("pt2"));
    cases.add("a program", "is a program of torch.export", program.bytes());
    return cases.stream();
  }

  static Stream<Arguments> zips() {
    Cases cases = new Cases();
    cases.add("a wrong checksum", "checksum", edited(b -> flip(b, central("data.pkl", b) + 16)));
    cases.add("an encrypted record", "encrypted", edited(b -> flip(b, central("data/0", b) + 8)));
    cases.add("deflated", "compressed", edited(b -> b.put(central("data/0", b) + 10, (byte) 8)));
    cases.add(
        "a header past the file",
        "no record where",
        edited(b -> b.putInt(central("data/0", b) + 42, 10_000_000)));
    cases.add(
        "a header in another record",
        "two names",
        edited(b -> b.putInt(central("data/0", b) + 42, 0)));
    cases.add("longer than the file", "no record where", edited(b -> resize(b, 10_000_000)));
    cases.add("into the next record", "overlap", edited(b -> resize(b, 100)));
    cases.add("saturated without zip64", "damaged zip", edited(b -> resize(b, -1)));
    Archives twice = new Archives("x").add("data.pkl", pickle(named(sound())));
    cases.add(
        "two records of one name",
        "two records named x/data/0",
        twice.add("data/0", FOUR).add("data/0", FOUR).bytes());
    byte[] whole = archive(named(sound()));
    cases.add("a comment", "does not end", join(whole, bytes("hello")));
    cases.add("cut off", "cut off", java.util.Arrays.copyOf(whole, whole.length - 1));
    cases.add(
        "2^40 records",
        "claims 1099511627776 records",
        edited(b -> b.putLong(b.capacity() - 74, 1L << 40).putLong(b.capacity() - 66, 1L << 40)));
    cases.add(
        "a locator past the file",
        "zip64 end record",
        edited(b -> b.putLong(b.capacity() - 34, Long.MIN_VALUE)));
    cases.add(
        "several disks", "several disks", edited(b -> b.putShort(b.capacity() - 18, (short) 1)));
    cases.add(
        "a directory elsewhere",
        "does not end at its end",
        edited(b -> b.putLong(b.capacity() - 50, 7)));
    cases.add("an empty file", "empty", new byte[0]);
    cases.add("four bytes", "cut off", bytes("PK\u0003\u0004"));
    cases.add("a Git LFS pointer", "LFS", bytes("version https://git-lfs.github.com/spec/v1\n"));
    cases.add("no data.pkl", "holds no data.pkl", new Archives("x").add("data/0", FOUR).bytes());
    return cases.stream();
  }

  private static byte[] edited(Consumer<ByteBuffer> edit) {
    byte[] file = archive(named(sound()));
    edit.accept(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
    return file;
  }

  private static void flip(ByteBuffer file, int at) {
    file.put(at, (byte) (file.get(at) ^ 1));
  }

  private static void resize(ByteBuffer file, int size) {
    int at = central("data/0", file);
    file.putInt(at + 20, size).putInt(at + 24, size);
  }

  private static int central(String name, ByteBuffer file) {
    String all = StandardCharsets.ISO_8859_1.decode(file.duplicate().rewind()).toString();
    return all.lastIndexOf("archive/" + name) - 46;
  }

  static Stream<Arguments> streams() {
    Cases cases = new Cases();
    byte[] four = join(little(4, 8), FOUR);
    byte[] weight = named(LegacyStreams.weight(4));
    cases.add("cut off", "is cut off", LegacyStreams.of(weight, "0", LegacyStreams.cut(four)));
    cases.add(
        "one byte more", "1 bytes after", LegacyStreams.of(weight, "0", join(four, bytes("x"))));
    cases.add(
        "another count",
        "3 elements where 4",
        LegacyStreams.of(weight, "0", join(little(3, 8), FOUR)));
    cases.add(
        "a negative count",
        "-1 where its number",
        LegacyStreams.of(named(LegacyStreams.weight(-1)), "0", little(-1, 8)));
    cases.add("an unknown key", "nothing names", LegacyStreams.of(weight, "7", four));
    cases.add("no magic", "no file of torch.save", pickle(bytes("N")));
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"pickles", "tensors", "zips", "streams"})
  void endsInOneClearSentence(String name, String message, byte[] content) throws IOException {
    Path file = Files.write(temp.resolve("pytorch_model.bin"), content);
    assertThatThrownBy(() -> open(file).close())
        .as(name)
        .isInstanceOf(BadDataException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage().length()).isLessThan(1000))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private static TorchWeights open(Path file) {
    return TorchWeights.open(
        TorchLayout.complete(TorchLayout.Kind.SINGLE, file.getParent(), List.of(file)));
  }

  @Test
  void soundFilesAreRead() throws IOException {
    byte[] whole = archive(named(sound()));
    byte[] climbing =
        new Archives("x")
            .add("data.pkl", pickle(named(sound())))
            .add("data/0", FOUR)
            .add("../../../etc/cron.d/x", bytes("y"))
            .bytes();
    byte[] stream = LegacyStreams.of(named(LegacyStreams.weight(4)), "0", join(little(4, 8), FOUR));
    for (byte[] content : List.of(whole, climbing, stream)) {
      Path file = Files.write(temp.resolve("pytorch_model.bin"), content);
      try (TorchWeights weights = open(file)) {
        assertThat(LongStream.range(0, 4).mapToObj(i -> value(weights, i)))
            .containsExactly(1.0, 2.0, 3.0, 0.0);
      }
    }
  }

  private static double value(TorchWeights weights, long index) {
    return weights.tensors().get("w").inPlace().orElseThrow().get(index);
  }

  @Test
  void manyRecordsAreRead() throws IOException {
    Archives archive = new Archives("x").add("data.pkl", pickle(named(sound())));
    archive.add("data/0", FOUR);
    for (int i = 1; i < 70_000; i++) {
      archive.add("data/" + i, new byte[0]);
    }
    Path file = Files.write(temp.resolve("pytorch_model.bin"), archive.bytes());
    try (TorchWeights weights = open(file)) {
      assertThat(value(weights, 1)).isEqualTo(2);
    }
  }
}
