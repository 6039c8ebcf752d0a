import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes jars anew for the archive: {@code java Pack.java OUT JAR_OR_FOLDER...}. Entries are stored,
 * since the archive's own compression, over all files at once, takes a third less; libraries of
 * other platforms and the scripts of ECharts that no page holds are left out; times are one time.
 */
public final class Pack {

  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Pack() {}

  public static void main(String[] args) throws IOException {
    Path out = Path.of(args[0]);
    Files.createDirectories(out);
    for (Path old : jars(out)) {
      Files.delete(old);
    }
    for (String source : List.of(args).subList(1, args.length)) {
      for (Path jar : Files.isDirectory(Path.of(source)) ? jars(Path.of(source)) : List.of(Path.of(source))) {
        pack(jar, out.resolve(jar.getFileName()));
      }
    }
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static void pack(Path from, Path to) throws IOException {
    try (ZipFile jar = new ZipFile(from.toFile());
        ZipOutputStream packed = new ZipOutputStream(Files.newOutputStream(to))) {
      packed.setMethod(ZipOutputStream.STORED);
      for (Enumeration<? extends ZipEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
        ZipEntry entry = entries.nextElement();
        if (isWanted(entry.getName())) {
          byte[] bytes = jar.getInputStream(entry).readAllBytes();
          packed.putNextEntry(stored(entry.getName(), bytes));
          packed.write(bytes);
          packed.closeEntry();
        }
      }
    }
  }

  private static ZipEntry stored(String name, byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    entry.setSize(bytes.length);
    entry.setCrc(sum.getValue());
    return entry;
  }

  /** Natives lie in folders such as {@code org/xerial/snappy/native/Linux/x86_64/}. */
  private static boolean isWanted(String name) {
    if (name.matches(".*\\.(so|dll|dylib|jnilib|a)")) { // libsnappyjava.so, jlinenative.dll
      return name.contains("/Linux/x86_64/");
    }
    return !name.startsWith("META-INF/resources/webjars/echarts/")
        || name.endsWith("/")
        || name.endsWith("/echarts.min.js");
  }
}
