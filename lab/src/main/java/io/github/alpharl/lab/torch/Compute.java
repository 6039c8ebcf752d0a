package io.github.alpharl.lab.torch;

import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import java.util.Locale;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where and how precisely a network is computed.
 *
 * @param device where
 * @param precision element type of weights and activations
 * @param threads threads of LibTorch's kernels
 */
public record Compute(Device device, Precision precision, int threads) {

  /** Element types of a computation. */
  public enum Precision {
    FLOAT32,
    BFLOAT16,
    /** For checks of gradients. */
    FLOAT64;

    /** The precision of this name in lower case. */
    public static Precision named(String name) {
      for (Precision precision : values()) {
        if (precision.toString().equals(name)) {
          return precision;
        }
      }
      throw UsageException.of(
          "Unknown precision \"%s\"; known are float32, bfloat16 and float64.", name);
    }

    ScalarType type() {
      return switch (this) {
        case FLOAT32 -> ScalarType.Float;
        case BFLOAT16 -> ScalarType.BFloat16;
        case FLOAT64 -> ScalarType.Double;
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One CPU thread in float32: fastest for the lab's networks. */
  public static final Compute DEFAULT = new Compute(Device.CPU, Precision.FLOAT32, 1);

  /** Loads LibTorch for this computation, or says in one sentence why that is impossible. */
  public Compute load() {
    LibTorch.load(threads);
    if (!device.isCpu() && !torch.cuda_is_available()) {
      throw EnvironmentException.of(
          "The device %s is not available: this build has LibTorch for the CPU or no CUDA driver is"
              + " running; choose the device cpu.",
          device);
    }
    return this;
  }

  /** Options of a float tensor here; to be called inside a pointer scope. */
  public TensorOptions options() {
    return options(precision.type());
  }

  public TensorOptions options(ScalarType type) {
    return new TensorOptions(device.handle()).dtype(new ScalarTypeOptional(type));
  }

  DeviceOptional where() {
    return new DeviceOptional(device.handle());
  }
}
