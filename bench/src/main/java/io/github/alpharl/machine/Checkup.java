package io.github.alpharl.machine;

import com.sun.management.OperatingSystemMXBean;
import io.github.alpharl.lab.torch.TorchNatives;
import io.github.alpharl.run.HubCache;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at a machine without changing anything on it. */
public final class Checkup {

  private static final int JAVA = 25;
  private static final long MEGABYTE = 1_000_000;
  private static final long SMALL_HEAP = 200 * MEGABYTE;
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "firefox");

  private final Map<String, String> variables;
  private final Path home;

  /** Of a process with these environment variables and this home folder. */
  public Checkup(Map<String, String> variables, Path home) {
    this.variables = variables;
    this.home = home;
  }

  /** Of this process. */
  public static Checkup ofThisMachine() {
    return new Checkup(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /** All findings, those that the analysis needs first. */
  public List<Finding> findings() {
    return List.of(
        java(),
        vectors(),
        processors(),
        memory(),
        names(),
        folder(
            "temporary folder", Path.of(System.getProperty("java.io.tmpdir")), "-Djava.io.tmpdir"),
        libTorch(),
        tokenizers(),
        hub(),
        benchmarks(),
        spark(),
        browser());
  }

  private static Finding java() {
    String found = Runtime.version() + ", " + System.getProperty("java.home");
    return Runtime.version().feature() >= JAVA
        ? Finding.good("Java", found)
        : Finding.bad("Java", found, "install a JDK " + JAVA + " or newer");
  }

  private static Finding vectors() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
        ? Finding.good("vector module", "there")
        : Finding.bad(
            "vector module", "missing", "start Java with the module jdk.incubator.vector added");
  }

  private static Finding processors() {
    return Finding.good(
        "processors",
        Runtime.getRuntime().availableProcessors() + " " + System.getProperty("os.arch"));
  }

  private static Finding memory() {
    long all =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    long heap = Runtime.getRuntime().maxMemory();
    String found = "%d MB, of which Java may take %d".formatted(all / MEGABYTE, heap / MEGABYTE);
    return heap >= SMALL_HEAP
        ? Finding.good("memory", found)
        : Finding.optional("memory", found, "give Java more: ALPHARL_JAVA_OPTS=-Xmx1g");
  }

  private static Finding names() {
    String encoding = String.valueOf(System.getProperty("sun.jnu.encoding"));
    return encoding.toUpperCase(Locale.ROOT).equals("UTF-8")
        ? Finding.good("file names", encoding)
        : Finding.optional(
            "file names", encoding, "names outside ASCII cannot be opened: export LC_ALL=C.UTF-8");
  }

  private static Finding folder(String what, Path folder, String mover) {
    Path there = folder;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return Files.isWritable(there)
        ? Finding.good(what, folder.toString())
        : Finding.bad(what, folder + " cannot be written", "name another with " + mover);
  }

  private Finding libTorch() {
    if (TorchNatives.version().isEmpty()) {
      return Finding.optional(
          "LibTorch",
          "not installed",
          "only the lab's commands need it: unpack alpharl-lab-VERSION-linux-x64.tar.gz beside the"
              + " folder of alpharl");
    }
    String version = TorchNatives.version().get();
    if (!TorchNatives.arePresent()) {
      return Finding.bad("LibTorch", version + " for another system", "use linux-x86_64");
    }
    Path cache = TorchNatives.cache();
    if (TorchNatives.areUnpacked()) {
      return Finding.good("LibTorch", version + ", unpacked in " + cache);
    }
    String found = version + ", will be unpacked into " + cache;
    return space(cache) >= TorchNatives.UNPACKED_MEGABYTES
        ? Finding.good("LibTorch", found)
        : Finding.bad(
            "LibTorch",
            found,
            "needs %d MB there; name another folder in ALPHARL_CACHE"
                .formatted(TorchNatives.UNPACKED_MEGABYTES));
  }

  /** Megabytes that can be written below {@code folder}, which need not exist. */
  private static long space(Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    try {
      return Files.isWritable(there) ? Files.getFileStore(there).getUsableSpace() / MEGABYTE : 0;
    } catch (IOException _) {
      return 0;
    }
  }

  private Finding tokenizers() {
    Optional<String> version = TorchNatives.tokenizers();
    Path cache = variable("DJL_CACHE_DIR").map(Path::of).orElse(home.resolve(".djl.ai"));
    return version.isEmpty()
        ? Finding.optional("tokenizers", "not installed", "they come with LibTorch")
        : folder("tokenizers " + version.get(), cache, "ALPHARL_CACHE");
  }

  private Finding hub() {
    List<Path> there =
        HubCache.of(variables, home).caches().stream().filter(Files::isDirectory).toList();
    String asked = variable("HF_HOME").map(place -> " (HF_HOME is " + place + ")").orElse("");
    return there.isEmpty()
        ? Finding.optional(
            "Hub cache", "none" + asked, "name base models by directory, or set HF_HOME")
        : Finding.good("Hub cache", there.getFirst() + asked);
  }

  private Finding benchmarks() {
    return variable("ALPHARL_BENCHMARKS")
        .map(place -> named("benchmarks", place, "ALPHARL_BENCHMARKS"))
        .orElse(
            Finding.optional(
                "benchmarks", "no folder", "set ALPHARL_BENCHMARKS to use them by name"));
  }

  private Finding spark() {
    return variable("SPARK_HOME")
        .map(place -> named("Spark", place, "SPARK_HOME"))
        .orElse(Finding.good("Spark", "SPARK_HOME is not set"));
  }

  private static Finding named(String what, String place, String variable) {
    return Files.isDirectory(Path.of(place))
        ? Finding.good(what, place)
        : Finding.bad(what, place + " does not exist", "mend or unset " + variable);
  }

  private Finding browser() {
    List<String> folders =
        variable("PATH")
            .map(path -> Arrays.asList(path.split(File.pathSeparator)))
            .orElse(List.of());
    return BROWSERS.stream()
        .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(found -> Finding.good("browser", found.toString()))
        .orElse(
            Finding.optional("browser", "none on the PATH", "look at reports on another machine"));
  }

  private Optional<String> variable(String name) {
    return Stream.ofNullable(variables.get(name)).filter(value -> !value.isBlank()).findFirst();
  }
}
