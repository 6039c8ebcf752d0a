package io.github.alpharl.cli.option;

import io.github.alpharl.bucket.BucketMirror;
import io.github.alpharl.bucket.ScratchLimit;
import io.github.alpharl.bucket.object.S3Store;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.view.ShownPlaces;
import io.github.alpharl.view.Words;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Words of a command that are places in a bucket, such as {@code s3://bucket/run}. */
public final class BucketPaths implements AutoCloseable {

  /** Where ranges of objects are kept while they are read. */
  private static final String SCRATCH = "--scratch";

  /** How many bytes of them at a time. */
  private static final String LIMIT = "--scratch-limit";

  private static final String PLACE = "s3://";

  private final BucketMirror mirror;
  private final List<String> words;
  private final boolean idle;

  private BucketPaths(BucketMirror mirror, List<String> words, int given) {
    this.mirror = mirror;
    this.words = words;
    this.idle = mirror == null && words.size() < given;
  }

  /** Those of {@code args}. */
  public static BucketPaths of(String... args) {
    List<String> words = List.of(args);
    if (words.stream().noneMatch(word -> value(word).startsWith(PLACE))) {
      return new BucketPaths(null, words.contains("bench") ? words : known(words), words.size());
    }
    try {
      return mirrored(words);
    } catch (NoClassDefFoundError e) {
      throw EnvironmentException.because(
          "places in a bucket need the AWS SDK, which this installation has not; unpack the add-on"
              + " for buckets beside it, or copy the run to this machine",
          e);
    }
  }

  /** {@code words} as commands know them: without the options of scratch space. */
  public static List<String> known(List<String> words) {
    List<String> known = new ArrayList<>(words);
    take(known, SCRATCH, "");
    take(known, LIMIT, "");
    return List.copyOf(known);
  }

  private static BucketPaths mirrored(List<String> given) {
    List<String> words = new ArrayList<>(given);
    String scratch = take(words, SCRATCH, System.getProperty("java.io.tmpdir"));
    long limit = ScratchLimit.bytes(take(words, LIMIT, ""));
    BucketMirror mirror = new BucketMirror(new S3Store(), Path.of(scratch), limit);
    try {
      words.replaceAll(word -> local(mirror, word));
      return new BucketPaths(mirror, List.copyOf(words), given.size());
    } catch (RuntimeException | Error e) {
      mirror.close();
      throw e;
    }
  }

  private static String local(BucketMirror mirror, String word) {
    String value = value(word);
    return value.startsWith(PLACE)
        ? word.substring(0, word.length() - value.length()) + mirror.path(value)
        : word;
  }

  /** Of {@code --base=s3://bucket/base} what follows the equals sign. */
  private static String value(String word) {
    return word.startsWith("--") ? word.substring(word.indexOf('=') + 1) : word;
  }

  /** Takes the option {@code name}, which no command knows, out of {@code words}. */
  private static String take(List<String> words, String name, String otherwise) {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).startsWith(name + "=")) {
        return words.remove(i).substring(name.length() + 1);
      }
      if (words.get(i).equals(name) && i + 1 < words.size()) {
        words.remove(i);
        return words.remove(i);
      }
    }
    return otherwise;
  }

  /** The words, with paths of this machine for those places. */
  public String[] words() {
    return words.toArray(String[]::new);
  }

  /** Lists the places and copies what is small; {@code err} is told what is left out. */
  public void fill(PrintWriter err) {
    if (idle) {
      Words.note(err, "--scratch is for places in a bucket, and none is named");
    }
    if (mirror != null) {
      mirror.fill().forEach(note -> Words.note(err, note));
    }
  }

  /** Carries to the buckets what was written and is not there yet. */
  public void finish(PrintWriter err) {
    if (mirror != null) {
      mirror.finish();
      Words.note(
          err,
          "%,d bytes came from buckets; scratch space held %,d at most"
              .formatted(mirror.received(), mirror.mostScratch()));
    }
  }

  /** {@code out}, which is told the places and not the paths that stand for them. */
  public PrintWriter shown(PrintWriter out) {
    return mirror == null ? out : new PrintWriter(new ShownPlaces(out, mirror::shown), true);
  }

  @Override
  public void close() {
    if (mirror != null) {
      mirror.close();
    }
  }
}
