package io.github.alpharl.spectral.kernel;

import java.lang.System.Logger.Level;

/** Chooses the kernel: vectors where the JVM has them, else the definition. */
public final class UpdateKernels {

  private static final UpdateKernel FASTEST = lookup();

  private UpdateKernels() {}

  public static UpdateKernel fastest() {
    return FASTEST;
  }

  /**
   * How many numbers are added up side by side: 8 where vectors have 256 bits or more, 4 where they
   * have 128, and 1 without vectors. The same weights give the same bits for the same number.
   */
  public static int lanes() {
    return hasVectors() ? Lanes.COUNT : 1;
  }

  private static boolean hasVectors() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  private static UpdateKernel lookup() {
    if (hasVectors()) {
      return new VectorUpdateKernel();
    }
    System.getLogger(UpdateKernels.class.getName())
        .log(
            Level.WARNING,
            "the Vector API is not enabled, so that updates are swept many times slower; "
                + "start Java with --add-modules jdk.incubator.vector");
    return new ScalarUpdateKernel();
  }
}
