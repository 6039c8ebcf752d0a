package io.github.alpharl.lab.torch;

import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import java.io.IOException;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/** Loads LibTorch when a command needs it: 110 MB of natives, one to three seconds. */
public final class LibTorch {

  /** How to get what an installation of the analysis alone lacks. */
  public static final String NOT_INSTALLED =
      "this needs the lab (LibTorch and tokenizers), which is not installed: unpack"
          + " alpharl-lab-VERSION-linux-x64.tar.gz of the same version beside the folder of alpharl,"
          + " or name its folder in ALPHARL_LAB";

  private LibTorch() {}

  /**
   * Loads the library and sets the threads of its kernels; a second call only sets the threads. One
   * thread is fastest for networks of the lab's size.
   */
  public static synchronized void load(int threads) {
    if (threads < 1) {
      throw UsageException.of("The threads of LibTorch must be at least 1, found %d.", threads);
    }
    if (TorchNatives.version().isEmpty()) {
      throw EnvironmentException.of(NOT_INSTALLED);
    }
    try {
      TorchNatives.announce();
      unpack();
      Loader.load(torch.class);
    } catch (LinkageError | RuntimeException | IOException e) {
      throw EnvironmentException.because(
          "LibTorch cannot be loaded on "
              + Loader.getPlatform()
              + ": its natives are shipped for linux-x86_64 (glibc 2.28 or newer) and need 500 MB"
              + " free in the cache folder "
              + TorchNatives.cache()
              + " (ALPHARL_CACHE=DIR moves it); "
              + rootMessage(e),
          e);
    }
    torch.set_num_threads(threads);
    // OpenBLAS has threads of its own, which spin: twenty times slower on a busy machine.
    openblas_nolapack.blas_set_num_threads(threads);
  }

  /**
   * Unpacks what libtorch.so needs before it is loaded: where it is not beside it yet, the dynamic
   * linker would take another version from the system's folders, and crash.
   */
  private static void unpack() throws IOException {
    for (String library : List.of("libc10.so", "libtorch_cpu.so")) {
      String resource = "/org/bytedeco/pytorch/" + Loader.getPlatform() + "/" + library;
      if (torch.class.getResource(resource) != null) {
        Loader.cacheResource(torch.class, resource);
      }
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("no reason given");
  }

  /** Version of LibTorch's binding, for the record of a run. */
  public static String version() {
    return String.valueOf(torch.class.getPackage().getImplementationVersion());
  }
}
