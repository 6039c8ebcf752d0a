package io.github.alpharl.cli.option;

import io.github.alpharl.safetensors.Dtype;

/** Types that weights may be written or read in. */
public enum FloatType {
  BF16(Dtype.BF16),
  F16(Dtype.F16),
  F32(Dtype.F32);

  private final Dtype dtype;

  FloatType(Dtype dtype) {
    this.dtype = dtype;
  }

  /** The type of tensors. */
  public Dtype dtype() {
    return dtype;
  }
}
