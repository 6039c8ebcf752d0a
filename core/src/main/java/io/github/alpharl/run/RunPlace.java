package io.github.alpharl.run;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the things of a run are: its folder, its list of steps, and what is kept of it. */
public final class RunPlace {

  private static final String LIST = "run.json";
  private static final String STORE = ".alpharl";

  private RunPlace() {}

  /** The folder of the run {@code path}, which may be its list or a repository of the Hub. */
  public static Path home(Path path) {
    if (Files.isRegularFile(path)) {
      return path.toAbsolutePath().getParent();
    }
    return HubCache.system().repository(path).orElse(path);
  }

  /**
   * Where factors of the run {@code path} are kept, unless the caller names another place: beside
   * its steps, and for each list of steps one of its own.
   */
  public static Path store(Path path) {
    Path store = home(path).resolve(STORE);
    if (!Files.isRegularFile(path) || path.endsWith(LIST)) {
      return store;
    }
    return store.resolve("list-" + path.getFileName().toString().replaceFirst("\\.json$", ""));
  }

  /** A name for the run {@code path} among others: its folder's, or its folder's and its list's. */
  public static String name(Path path) {
    String name = String.valueOf(home(path).toAbsolutePath().normalize().getFileName());
    return !Files.isRegularFile(path) || path.endsWith(LIST)
        ? name
        : name + "-" + path.getFileName().toString().replaceFirst("\\.json$", "");
  }

  /** The list of the steps of {@code path}, which need not exist. */
  static Path list(Path path) {
    return Files.isDirectory(path) ? path.resolve(LIST) : path;
  }
}
