package io.github.alpharl.score.tensorboard;

import io.github.alpharl.disk.Listing;
import io.github.alpharl.disk.NaturalOrder;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.failure.Wording;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** TensorBoard directories: every start of a trainer adds an event file, named after its time. */
public final class EventFiles {

  private static final String MARK = "tfevents"; // events.out.tfevents.1795822496.host.1.0
  private static final String UNFINISHED = "the unfinished record at its end is left out";
  private static final int DEPTH = 5;

  private EventFiles() {}

  /** True if {@code path} is named as an event file is. */
  public static boolean isEventFile(Path path) {
    Path name = path.getFileName();
    return name != null && name.toString().contains(MARK);
  }

  /**
   * The event files of each directory at or below {@code root}, in the order of their names: that
   * of the starts. Directories in the order of their paths; links to directories are not followed.
   */
  public static Map<Path, List<Path>> below(Path root) {
    Predicate<Path> wanted = path -> isEventFile(path) && Files.isRegularFile(path);
    Map<Path, List<Path>> groups =
        Listing.below(root, DEPTH, wanted).stream()
            .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.toList()));
    groups.values().forEach(files -> files.sort(byName()));
    return groups;
  }

  /** The directory with the newest event file of {@code groups}, by the time in its name. */
  public static Optional<Path> newest(Map<Path, List<Path>> groups) {
    return groups.entrySet().stream()
        .max(Comparator.comparing(group -> name(group.getValue().getLast()), NaturalOrder.INSTANCE))
        .map(Map.Entry::getKey);
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /**
   * The event files of one run: those of {@code directory} itself, else those of the only directory
   * below that has any.
   *
   * @throws UsageException if several have, or none
   */
  public static List<Path> ofRun(Path directory) {
    Map<Path, List<Path>> groups = below(directory);
    List<Path> own = groups.get(directory);
    if (own != null) {
      return own;
    }
    if (groups.size() > 1) {
      throw UsageException.of(
          "%s holds the event files of %d runs (%s); name the directory of one",
          directory,
          groups.size(),
          Wording.firstFive(groups.keySet().stream().map(Path::toString).toList()));
    }
    return groups.values().stream()
        .findFirst()
        .orElseThrow(
            () ->
                UsageException.of(
                    "%s is a directory without TensorBoard event files (…tfevents…) and without the"
                        + " results of lm-eval (results_….json) or the metrics of mlflow (metrics/…)",
                    directory));
  }

  /**
   * Passes every scalar of {@code files} on.
   *
   * @return what was left out, a sentence each
   * @throws BadDataException if a file is no event file
   */
  public static List<String> read(List<Path> files, ScalarSink sink) {
    List<String> notes = new ArrayList<>();
    files.forEach(file -> readOn(file, 0, sink).note().ifPresent(notes::add));
    return notes;
  }

  /**
   * How far a file was read.
   *
   * @param offset where its last whole record ends
   * @param damage what was left out
   * @param unfinished where more may be written to the record at its end, which is left out
   */
  public record Reading(long offset, Optional<String> damage, Optional<String> unfinished) {

    /** All that was left out, if nothing more is written. */
    Optional<String> note() {
      return damage.isPresent() ? damage : unfinished;
    }
  }

  /**
   * Passes the scalars of {@code file} on that follow byte {@code offset}, the end of an earlier
   * reading; 0 for all.
   *
   * @throws BadDataException if it is no event file
   */
  public static Reading readOn(Path file, long offset, ScalarSink sink) {
    try (InputStream in = Files.newInputStream(file)) {
      if (Files.size(file) < offset) { // in the middle of a record that is passed over
        return new Reading(offset, Optional.empty(), Optional.empty());
      }
      in.skipNBytes(offset);
      return read(file, new RecordStream(new BufferedInputStream(in, 1 << 16), offset), sink);
    } catch (IOException e) {
      throw EnvironmentException.because("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static Reading read(Path file, RecordStream records, ScalarSink sink) throws IOException {
    EventDecoder decoder = new EventDecoder(sink);
    for (var record = records.next(); record.isPresent(); record = records.next()) {
      decode(file, decoder, record.get(), records.offset());
    }
    if (records.end() == RecordStream.End.DAMAGED && records.offset() == 0) {
      throw BadDataException.of(
              "%s is no TensorBoard event file: it does not begin with a record whose checksum is"
                  + " right",
              file)
          .in(file)
          .as(Defect.UNSUPPORTED);
    }
    boolean unfinished = records.end() == RecordStream.End.UNFINISHED;
    return new Reading(
        records.offset(),
        damage(file, records, Files.size(file)),
        unfinished ? Optional.of(file + ": " + UNFINISHED) : Optional.empty());
  }

  private static void decode(Path file, EventDecoder decoder, ByteBuffer record, long end) {
    try {
      decoder.decode(record);
    } catch (ProtoReader.Malformed e) {
      throw BadDataException.because(
              file
                  + ": the record that ends at byte "
                  + end
                  + " is no TensorBoard event: it has "
                  + e.getMessage(),
              e)
          .in(file, end);
    }
  }

  private static Optional<String> damage(Path file, RecordStream records, long size) {
    List<String> parts = new ArrayList<>();
    if (records.damaged() > 0) {
      parts.add("records with a wrong checksum are left out: " + records.damaged());
    }
    if (records.tooLarge() > 0) {
      parts.add("records above 64 MiB are left out: " + records.tooLarge());
    }
    long left = size - records.offset();
    if (records.end() == RecordStream.End.DAMAGED) {
      parts.add(
          String.format(
                  Locale.ROOT, "damaged at byte %d: the last %d bytes", records.offset(), left)
              + " are left out");
    } else if (!parts.isEmpty() && records.end() == RecordStream.End.UNFINISHED) {
      parts.add(UNFINISHED);
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(file + ": " + String.join("; ", parts));
  }

  private static Comparator<Path> byName() {
    return Comparator.comparing(EventFiles::name, NaturalOrder.INSTANCE);
  }
}
