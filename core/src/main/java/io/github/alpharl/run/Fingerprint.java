package io.github.alpharl.run;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.LoraModule;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.safetensors.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Tells checkpoints apart by content, not by path or time. Names, types and shapes of all tensors
 * count whole; of the weights 64 stretches of 256 bytes of each tensor, spread evenly, which costs
 * megabytes instead of the gigabytes of a full checksum. Two steps of one training that differ in
 * no sampled weight of any tensor are taken for the same.
 */
public final class Fingerprint {

  private static final int STRETCHES = 64;
  private static final int STRETCH_BYTES = 256;

  private final MessageDigest digest = sha256();

  private Fingerprint() {}

  /** The fingerprint of a full model or an adapter, as hexadecimal digits. */
  public static String of(StepCheckpoint checkpoint) {
    return MappedAccess.guard(() -> digest(checkpoint), checkpoint);
  }

  /** The fingerprint of the full model in {@code directory}. */
  public static String of(Path directory) {
    try (HfCheckpoint model = HfCheckpoint.open(directory)) {
      return of(model);
    }
  }

  private static String digest(StepCheckpoint checkpoint) {
    Fingerprint fingerprint = new Fingerprint();
    switch (checkpoint) {
      case HfCheckpoint model -> {
        Collection<Tensor> tensors = model.tensors().values();
        model.fetch(tensors.stream().flatMap(Fingerprint::places).toList());
        tensors.forEach(fingerprint::add);
      }
      case LoraAdapter adapter -> {
        adapter.modules().forEach(fingerprint::add);
        adapter.beside().forEach(fingerprint::add);
      }
    }
    return HexFormat.of().formatHex(fingerprint.digest.digest());
  }

  private void add(LoraModule module) {
    add(module.a());
    add(module.b());
    add("scaling " + module.scaling());
  }

  private void add(Tensor tensor) {
    add(tensor.name() + " " + tensor.dtype() + " " + tensor.shape());
    stretches(tensor)
        .map(range -> tensor.memory().range(range[0], range[1], Arena.ofAuto()))
        .forEach(piece -> digest.update(piece.asByteBuffer()));
  }

  private static Stream<MemorySegment> places(Tensor tensor) {
    return stretches(tensor).flatMap(range -> tensor.memory().pieces(range[0], range[1]).stream());
  }

  /** The bytes [from, to) that count: all of a small tensor. */
  private static Stream<long[]> stretches(Tensor tensor) {
    if (tensor.bytes() <= (long) STRETCHES * STRETCH_BYTES) {
      return Stream.of(new long[] {0, tensor.bytes()});
    }
    long last = tensor.bytes() - STRETCH_BYTES;
    return IntStream.range(0, STRETCHES)
        .mapToLong(i -> last / (STRETCHES - 1) * i)
        .mapToObj(at -> new long[] {at, at + STRETCH_BYTES});
  }

  private void add(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
