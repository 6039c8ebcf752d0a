package io.github.alpharl.spectral.kernel;

import java.lang.System.Logger.Level;

/** Chooses the kernel: vectors where the JVM has them, else the definition. */
public final class UpdateKernels {

  private static final UpdateKernel FASTEST = lookup();

  private UpdateKernels() {}

  public static UpdateKernel fastest() {
    return FASTEST;
  }

  private static UpdateKernel lookup() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
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
