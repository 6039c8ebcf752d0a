package io.github.alpharl.factor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What an earlier call said of a run, kept beside its factors so that it is said once. Whoever uses
 * a remembered setting says so with {@link #remembered}.
 *
 * @param base the base model
 * @param scores the table or log of scores
 * @param metric the column or key in it
 * @param percent whether the scores are percentages
 * @param nearest whether a score between two saves counts for the nearest
 */
public record StoreSettings(
    Optional<Path> base,
    Optional<Path> scores,
    Optional<String> metric,
    Optional<Boolean> percent,
    Optional<Boolean> nearest) {

  /** Nothing remembered. */
  public static final StoreSettings NONE =
      new StoreSettings(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** The base alone. */
  private static StoreSettings ofBase(Path base) {
    return new StoreSettings(
        Optional.of(base), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static final String FILE = "settings.json";

  /**
   * What is remembered in {@code store}, a directory that need not exist.
   *
   * @throws BadDataException if the file is damaged
   */
  public static StoreSettings read(Path store) {
    Path file = store.resolve(FILE);
    if (!Files.exists(file)) {
      return NONE;
    }
    JsonNode json;
    try {
      json = Json.read(file);
    } catch (BadDataException e) {
      throw BadDataException.because(
              e.getMessage() + "; delete it, it holds nothing but remembered settings", e)
          .in(file);
    }
    return new StoreSettings(
        text(json, "base").map(Path::of),
        text(json, "scores").map(Path::of),
        text(json, "metric"),
        flag(json, "percent"),
        flag(json, "nearest"));
  }

  /** The base that an earlier call named, while it is there; {@code told} is told of it. */
  public static Optional<Path> base(Path store, Consumer<String> told) {
    Optional<Path> known = read(store).base().filter(Files::isDirectory);
    known.ifPresent(base -> told.accept(remembered("base", base)));
    return known;
  }

  /** These settings, without what belongs to other scores than those in {@code source}. */
  public StoreSettings about(Path source) {
    return scores.isEmpty() || scores.get().equals(absolute(source))
        ? this
        : new StoreSettings(base, scores, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** These settings, with those of {@code older} where these have none. */
  public StoreSettings or(StoreSettings older) {
    boolean sameScores = scores.isEmpty() || scores.equals(older.scores);
    return new StoreSettings(
        base.or(older::base),
        scores.or(older::scores),
        sameScores ? metric.or(older::metric) : metric,
        sameScores ? percent.or(older::percent) : percent,
        sameScores ? nearest.or(older::nearest) : nearest);
  }

  /** Keeps these settings, paths made absolute, in {@code store}; nothing where all is kept. */
  public void write(Path store) {
    StoreSettings absolute =
        new StoreSettings(
            base.map(StoreSettings::absolute),
            scores.map(StoreSettings::absolute),
            metric,
            percent,
            nearest);
    if (absolute.equals(read(store))) {
      return;
    }
    ObjectNode json = Json.object();
    absolute.base.ifPresent(path -> json.put("base", path.toString()));
    absolute.scores.ifPresent(path -> json.put("scores", path.toString()));
    absolute.metric.ifPresent(name -> json.put("metric", name));
    absolute.percent.ifPresent(isSo -> json.put("percent", isSo));
    absolute.nearest.ifPresent(isSo -> json.put("nearest", isSo));
    AtomicFile.write(store.resolve(FILE), Json.write(json));
  }

  /**
   * Keeps {@code base} in {@code store}, which is made where its parent may be written; nothing
   * where it cannot be.
   *
   * @return whether that is new there
   */
  public static boolean keepBase(Path store, Path base) {
    prepare(store);
    if (!Files.isDirectory(store) || !Files.isWritable(store)) {
      return false;
    }
    StoreSettings before = read(store);
    StoreSettings now = ofBase(absolute(base)).or(before);
    now.write(store);
    return !now.equals(before);
  }

  private static void prepare(Path store) {
    Path parent = store.toAbsolutePath().getParent();
    if (Files.exists(store) || !Files.isWritable(parent)) {
      return;
    }
    try {
      Disk.system().createDirectories(store);
    } catch (IOException e) {
      throw Disk.failed("cannot create the store", store, e);
    }
  }

  /** The sentence that goes with the use of a remembered setting, such as the base. */
  public static String remembered(String what, Object value) {
    return "the "
        + what
        + (what.endsWith("s") ? " are " : " is ")
        + value
        + ", remembered from an earlier call";
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static Optional<Boolean> flag(JsonNode json, String key) {
    return Optional.of(json.path(key)).filter(JsonNode::isBoolean).map(JsonNode::booleanValue);
  }

  private static Optional<String> text(JsonNode json, String key) {
    return Optional.ofNullable(json.path(key).textValue());
  }
}
