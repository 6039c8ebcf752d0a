package io.github.alpharl.run;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.Listing;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The Hub's cache on this machine: {@code models--ORG--NAME/snapshots/REVISION/}, with {@code
 * refs/BRANCH} naming the revision of a branch (huggingface_hub, "Understand caching"). Nothing is
 * ever downloaded.
 *
 * @param caches folders that may hold {@code models--ORG--NAME}, the first that does counts
 */
public record HubCache(List<Path> caches) {

  private static final String PREFIX = "models--";

  /** Copies the list. */
  public HubCache {
    caches = List.copyOf(caches);
  }

  /** The caches that the environment names. */
  public static HubCache system() {
    return of(System.getenv(), Path.of(System.getProperty("user.home", ".")));
  }

  /** The caches that {@code environment} names, else that in {@code home}. */
  public static HubCache of(Map<String, String> environment, Path home) {
    Set<Path> caches = new LinkedHashSet<>();
    Stream.of("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")
        .flatMap(key -> value(environment, key).stream())
        .forEach(caches::add);
    value(environment, "HF_HOME").ifPresent(at -> caches.add(at.resolve("hub")));
    Path cache = value(environment, "XDG_CACHE_HOME").orElse(home.resolve(".cache"));
    caches.add(cache.resolve("huggingface").resolve("hub"));
    return new HubCache(List.copyOf(caches));
  }

  private static Optional<Path> value(Map<String, String> environment, String key) {
    return Optional.ofNullable(environment.get(key)).filter(text -> !text.isBlank()).map(Path::of);
  }

  /** The cached repository that {@code path} names, by its folder or as {@code ORG/NAME}. */
  public Optional<Path> repository(Path path) {
    if (isRepository(path)) {
      return Optional.of(path);
    }
    boolean old = path.toString().matches("[A-Za-z0-9][\\w.-]*"); // gpt2, without a name before it
    if (Files.exists(path) || !(old || looksLikeId(path))) {
      return Optional.empty();
    }
    String folder = PREFIX + path.toString().replace("/", "--");
    return caches.stream()
        .map(cache -> cache.resolve(folder))
        .filter(HubCache::isRepository)
        .findFirst();
  }

  /** The folder with the model that {@code path} names: itself unless it is the Hub's. */
  public Path model(Path path) {
    return repository(path).map(HubCache::snapshot).orElse(path);
  }

  /**
   * What to add where {@code path} is not there: that it may be a Hub's id, and where it is not.
   */
  public String hint(Path path) {
    if (Files.exists(path) || !looksLikeId(path)) {
      return "";
    }
    return "; if it is a model of the Hub, fetch it first (hf download "
        + path
        + "), for it is in none of the caches "
        + String.join(", ", caches.stream().map(Path::toString).toList());
  }

  /** The id of the cached model around {@code directory}, if it is one. */
  static Optional<String> id(Path directory) {
    for (Path at = directory.toAbsolutePath(); at != null; at = at.getParent()) {
      String name = String.valueOf(at.getFileName());
      if (name.startsWith(PREFIX)) {
        return Optional.of(name.substring(PREFIX.length()).replace("--", "/"));
      }
    }
    return Optional.empty();
  }

  /**
   * The id that loads exactly the model in {@code directory}: that of the Hub's repository, where
   * it is the snapshot of the branch main, as {@code models--Qwen--Qwen3-8B/snapshots/1a2b}.
   */
  public static Optional<String> idOfMain(Path directory) {
    Path snapshot = directory.toAbsolutePath().normalize();
    Path repository = snapshot.resolve("../..").normalize();
    return isRepository(repository) && snapshot.equals(branches(repository).get("main"))
        ? id(repository)
        : Optional.empty();
  }

  /** The snapshots of a {@code repository} by the names of its branches. */
  static NavigableMap<String, Path> branches(Path repository) {
    NavigableMap<String, Path> branches = new TreeMap<>();
    Path refs = repository.resolve("refs");
    for (Path ref : Files.isDirectory(refs) ? Listing.of(refs, "*") : List.<Path>of()) {
      if (Files.isRegularFile(ref)) {
        branches.put(ref.getFileName().toString(), snapshots(repository).resolve(text(ref)));
      }
    }
    return branches;
  }

  /**
   * The snapshot of the branch main, or the only one.
   *
   * @throws BadDataException if there is none, or one cannot tell which
   */
  static Path snapshot(Path repository) {
    Path main = branches(repository).get("main");
    if (main != null && Files.isDirectory(main)) {
      return main;
    }
    List<Path> all = Listing.of(snapshots(repository), "*");
    if (all.size() != 1) {
      throw BadDataException.of(
              "%s: refs/main names no snapshot that is there, and there are %d others; give one of"
                  + " snapshots/ itself, or fetch it again (hf download %s)",
              repository, all.size(), id(repository).orElse(""))
          .in(repository)
          .as(Defect.MISSING);
    }
    return all.getFirst();
  }

  private static Path snapshots(Path repository) {
    return repository.resolve("snapshots");
  }

  static boolean isRepository(Path path) {
    return String.valueOf(path.getFileName()).startsWith(PREFIX)
        && Files.isDirectory(snapshots(path));
  }

  /** As {@code Qwen/Qwen3-8B}: two names and no path from a root or from here. */
  private static boolean looksLikeId(Path path) {
    return !path.isAbsolute() && path.toString().matches("[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw Disk.failed("cannot read", file, e);
    }
  }
}
