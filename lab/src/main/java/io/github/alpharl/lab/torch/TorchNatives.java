package io.github.alpharl.lab.torch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;

/** LibTorch's binding and natives, looked at without loading them. */
public final class TorchNatives {

  /** What the natives take once they are unpacked. */
  public static final long UNPACKED_MEGABYTES = 460;

  private static final String PLATFORM = "linux-x86_64";
  private static final String NATIVE = "org/bytedeco/pytorch/" + PLATFORM + "/libtorch_cpu.so";

  private static volatile Consumer<Path> listener = _ -> {};

  private TorchNatives() {}

  /** The version of the binding, such as 2.10.0-1.5.13; empty where the lab is not installed. */
  public static Optional<String> version() {
    return property("/META-INF/maven/org.bytedeco/pytorch/pom.properties", "version");
  }

  /** The version of the tokenizers' library; empty where the lab is not installed. */
  public static Optional<String> tokenizers() {
    return property("/native/lib/tokenizers.properties", "version");
  }

  /** True if the natives of this platform are on the class path. */
  public static boolean arePresent() {
    return TorchNatives.class.getResource("/" + NATIVE) != null;
  }

  /** Where they are unpacked. */
  public static Path cache() {
    String named = System.getProperty("org.bytedeco.javacpp.cachedir");
    return named == null
        ? Path.of(System.getProperty("user.home"), ".javacpp", "cache")
        : Path.of(named);
  }

  /** True once they are. */
  public static boolean areUnpacked() {
    return version()
        .map(version -> cache().resolve("pytorch-" + version + "-" + PLATFORM + ".jar"))
        .filter(folder -> Files.exists(folder.resolve(NATIVE)))
        .isPresent();
  }

  /** Has {@code listener} told the cache folder before they are unpacked into it. */
  public static void whenUnpacking(Consumer<Path> listener) {
    TorchNatives.listener = listener;
  }

  static void announce() {
    if (arePresent() && !areUnpacked()) {
      listener.accept(cache());
    }
  }

  private static Optional<String> property(String resource, String key) {
    try (InputStream in = TorchNatives.class.getResourceAsStream(resource)) {
      if (in == null) {
        return Optional.empty();
      }
      Properties properties = new Properties();
      properties.load(in);
      return Optional.ofNullable(properties.getProperty(key));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
