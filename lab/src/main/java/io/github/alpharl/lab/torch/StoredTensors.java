package io.github.alpharl.lab.torch;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.safetensors.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Tensors of safetensors files, copied into LibTorch. */
public final class StoredTensors {

  private StoredTensors() {}

  /** A native copy of {@code stored} in the computation's precision, in the caller's scope. */
  static org.bytedeco.pytorch.Tensor read(Tensor stored, Compute compute) {
    long[] shape = stored.shape().stream().mapToLong(Long::longValue).toArray();
    org.bytedeco.pytorch.Tensor mapped =
        torch.from_blob(
            Tensors.at(stored.data().address()), shape, new TensorOptions(type(stored)));
    return mapped.to(compute.options(), false, true, null);
  }

  /** The element type that holds {@code stored} as it is. */
  public static ScalarType type(Tensor stored) {
    return switch (stored.dtype()) {
      case F64 -> ScalarType.Double;
      case F32 -> ScalarType.Float;
      case F16 -> ScalarType.Half;
      case BF16 -> ScalarType.BFloat16;
      default ->
          throw BadDataException.of(
                  "Tensor %s has the type %s; supported are F64, F32, F16 and BF16.",
                  stored.name(), stored.dtype())
              .on(stored.name())
              .as(Defect.UNSUPPORTED);
    };
  }
}
