package io.github.alpharl.bench;

import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.kernel.WeightPair;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** What LibTorch does for the same update: store ΔW as float32, then decompose it. */
final class LibTorchSvd {

  private static final int VECTORS = 8;
  private static final int POWER_STEPS = 4;

  /** Longer than idle threads of OpenMP and OpenBLAS spin before they sleep, in milliseconds. */
  private static final long SPIN = 100;

  private LibTorchSvd() {}

  /** Sets the threads of LibTorch and its BLAS. */
  static void threads(int count) {
    torch.set_num_threads(count);
  }

  /** Waits until the threads of what ran before have given up their cores. */
  static void rest() {
    try {
      Thread.sleep(SPIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** {@code linalg_svd} of the stored update; returns σ₁. */
  static double full(WeightPair pair) {
    try (PointerScope _ = new PointerScope()) {
      T_TensorTensorTensor_T svd = torch.linalg_svd(update(pair), false, null);
      return svd.get1().cpu().data_ptr_float().get(0);
    }
  }

  /**
   * The scheme of {@code torch.svd_lowrank} (Halko, Martinsson and Tropp 2011, algorithm 4.4) with
   * q = {@value #VECTORS} and {@value #POWER_STEPS} power steps.
   *
   * @return the relative residual of its first triplet if {@code check}, else NaN
   */
  static double randomised(WeightPair pair, boolean check) {
    try (PointerScope _ = new PointerScope()) {
      org.bytedeco.pytorch.Tensor a = update(pair);
      org.bytedeco.pytorch.Tensor transposed = a.t();
      org.bytedeco.pytorch.Tensor q = orthonormal(a.matmul(torch.randn(pair.columns(), VECTORS)));
      for (int i = 0; i < POWER_STEPS; i++) {
        q = orthonormal(transposed.matmul(q));
        q = orthonormal(a.matmul(q));
      }
      T_TensorTensorTensor_T svd = torch.linalg_svd(q.t().matmul(a), false, null);
      org.bytedeco.pytorch.Tensor u = q.matmul(svd.get0()); // part of the scheme's work
      return check && u.numel() > 0 ? residual(a, svd) : Double.NaN;
    }
  }

  private static double residual(org.bytedeco.pytorch.Tensor a, T_TensorTensorTensor_T svd) {
    org.bytedeco.pytorch.Tensor v = svd.get2().select(0, 0);
    org.bytedeco.pytorch.Tensor y = a.mv(v);
    float sigma = y.norm().item_float();
    org.bytedeco.pytorch.Tensor back = a.t().mv(y).div(scalar(sigma));
    return back.sub(v.mul(scalar(sigma))).norm().item_float() / sigma;
  }

  private static org.bytedeco.pytorch.Scalar scalar(float value) {
    return new org.bytedeco.pytorch.Scalar(value);
  }

  private static org.bytedeco.pytorch.Tensor orthonormal(org.bytedeco.pytorch.Tensor x) {
    return torch.linalg_qr(x).get0();
  }

  private static org.bytedeco.pytorch.Tensor update(WeightPair pair) {
    return mapped(pair.step()).to(ScalarType.Float).sub_(mapped(pair.base()).to(ScalarType.Float));
  }

  private static org.bytedeco.pytorch.Tensor mapped(Tensor tensor) {
    Pointer data = new Pointer(tensor.data().asByteBuffer());
    long[] shape = {tensor.shape().get(0), tensor.shape().get(1)};
    return torch.from_blob(data, shape, new TensorOptions(ScalarType.BFloat16));
  }
}
