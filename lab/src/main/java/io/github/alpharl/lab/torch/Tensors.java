package io.github.alpharl.lab.torch;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Copies between Java arrays and native tensors. Made tensors belong to the caller's scope. */
public final class Tensors {

  private Tensors() {}

  /** {@code values} in the computation's precision and place. */
  public static Tensor of(Compute compute, double[] values, long... shape) {
    return moved(AbstractTensor.create(values, shape), compute.options());
  }

  /** Integers, for indices. */
  public static Tensor of(Compute compute, long[] values, long... shape) {
    return moved(AbstractTensor.create(values, shape), compute.options(ScalarType.Long));
  }

  private static Tensor moved(Tensor tensor, TensorOptions options) {
    return tensor.to(options, false, false, null);
  }

  /** All elements in row-major order. */
  public static double[] doubles(Tensor tensor) {
    double[] values = new double[Math.toIntExact(tensor.numel())];
    Tensor plain = tensor.detach().cpu().toType(ScalarType.Double).contiguous();
    if (values.length > 0) {
      new DoublePointer(plain.data_ptr()).get(values);
    }
    return values;
  }

  /** All elements of an integer tensor in row-major order. */
  public static long[] longs(Tensor tensor) {
    long[] values = new long[Math.toIntExact(tensor.numel())];
    Tensor plain = tensor.cpu().toType(ScalarType.Long).contiguous();
    if (values.length > 0) {
      new LongPointer(plain.data_ptr()).get(values);
    }
    return values;
  }

  /** A pointer to memory that Java owns; the memory must outlive its use. */
  public static BytePointer at(long address) {
    return new Address(address);
  }

  private static final class Address extends BytePointer {
    private Address(long address) {
      super((org.bytedeco.javacpp.Pointer) null);
      this.address = address;
    }
  }
}
