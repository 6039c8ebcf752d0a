package io.github.alpharl.lab.torch;

import io.github.alpharl.failure.UsageException;

/**
 * Where tensors lie: the CPU, or a CUDA device.
 *
 * @param name as LibTorch reads it: {@code cpu}, {@code cuda} or {@code cuda:N}
 */
public record Device(String name) {

  /** The processor. */
  public static final Device CPU = new Device("cpu");

  /** Refuses unknown devices. */
  public Device {
    if (!name.matches("cpu|cuda(:\\d{1,3})?")) { // cuda:0
      throw UsageException.of("Unknown device \"%s\"; known are cpu, cuda and cuda:N.", name);
    }
  }

  /** The device of this name. */
  public static Device named(String name) {
    return new Device(name);
  }

  boolean isCpu() {
    return equals(CPU);
  }

  /** For LibTorch; to be called inside a pointer scope. */
  org.bytedeco.pytorch.Device handle() {
    return new org.bytedeco.pytorch.Device(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
