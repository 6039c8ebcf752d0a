package io.github.alpharl.spark;

import io.github.alpharl.disk.Disk;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The program as jars that Spark can send to its executors. */
final class Jars {

  /** What Spark has itself, in versions that fit each other: such as jackson-core-2.22.3.jar. */
  private static final Pattern OF_SPARK =
      Pattern.compile(
          "(jackson-(core|databind|annotations)|slf4j-|spark-(core|common|network|unsafe|launcher"
              + "|kvstore|tags|variant)|scala-|junit-|log4j-).*");

  /** LibTorch and others of many megabytes: such as pytorch-2.10.0-1.5.13-linux-x86_64.jar. */
  private static final Pattern OF_THE_LAB =
      Pattern.compile("(pytorch|openblas|javacpp|tokenizers|echarts)-.*");

  private Jars() {}

  /**
   * The jars of {@code classPath}; folders are packed into {@code scratch}.
   *
   * @param lab whether models are run, too
   */
  static List<Path> of(String classPath, boolean lab, Path scratch) {
    Map<String, Path> jars = new LinkedHashMap<>(); // by name: Spark takes one of each
    Map<String, Path> loose = new TreeMap<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      Path path = Path.of(entry);
      String name = String.valueOf(path.getFileName());
      if (entry.isEmpty()) {
        continue; // the working folder, which holds no part of the program
      }
      if (Files.isDirectory(path)) {
        add(path, loose);
      } else if (Files.isRegularFile(path)
          && !OF_SPARK.matcher(name).matches()
          && (lab || !OF_THE_LAB.matcher(name).matches())) {
        jars.putIfAbsent(name, path.toAbsolutePath());
      }
    }
    List<Path> all = new ArrayList<>(jars.values());
    if (!loose.isEmpty()) {
      all.addFirst(packed(loose, scratch.resolve("alpharl-classes.jar")));
    }
    return all;
  }

  private static void add(Path folder, Map<String, Path> files) {
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isRegularFile)
          .forEach(
              file ->
                  files.putIfAbsent(
                      folder.relativize(file).toString().replace(File.separatorChar, '/'), file));
    } catch (IOException e) {
      throw Disk.failed("cannot read", folder, e);
    }
  }

  private static Path packed(Map<String, Path> files, Path jar) {
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(0);
      for (Map.Entry<String, Path> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        Files.copy(file.getValue(), zip);
        zip.closeEntry();
      }
      return jar;
    } catch (IOException e) {
      throw Disk.failed("cannot write", jar, e);
    }
  }
}
