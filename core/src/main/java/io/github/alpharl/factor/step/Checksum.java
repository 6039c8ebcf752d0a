package io.github.alpharl.factor.step;

import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Finds stored factors whose bytes changed on the disk: a CRC-32C over all tensors by name. */
public final class Checksum {

  /** Its key in the header of a stored file. */
  public static final String KEY = "crc32c";

  private Checksum() {}

  /** The checksum of tensors that are about to be written. */
  public static String of(Collection<TensorSource> tensors) {
    Map<String, TensorSource> byName = new TreeMap<>();
    tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
    CRC32C sum = new CRC32C();
    try {
      for (TensorSource tensor : byName.values()) {
        tensor.content().writeTo(bytes -> sum.update(bytes.asByteBuffer()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text(sum);
  }

  /** The checksum of tensors that were read. */
  public static String of(Map<String, Tensor> tensors) {
    CRC32C sum = new CRC32C();
    new TreeMap<>(tensors).values().forEach(tensor -> sum.update(tensor.data().asByteBuffer()));
    return text(sum);
  }

  private static String text(CRC32C sum) {
    return String.format(Locale.ROOT, "%08x", sum.getValue());
  }
}
