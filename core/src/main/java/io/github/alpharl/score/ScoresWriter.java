package io.github.alpharl.score;

import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes alpharl's own scores file: {@code step,accuracy,samples} under a header, or one JSON
 * object a line with these keys. Lines end with {@code \n} on every system.
 *
 * <pre>{@code
 * new ScoresWriter(6).add(10, 0.5, 64).write(run.resolve("scores.csv"));
 * }</pre>
 */
public final class ScoresWriter {

  /** The first line, without its line end. */
  public static final String HEADER = "step,accuracy,samples";

  /** As {@code 12,0.396484,1024}; the number of samples may be absent. */
  private static final Pattern LINE =
      Pattern.compile("([0-9]{1,18}),([01]\\.[0-9]{6}),([1-9][0-9]{0,17})?");

  private final OptionalInt decimals;
  private final StringBuilder csv = new StringBuilder(HEADER).append('\n');
  private final StringBuilder json = new StringBuilder();

  /** Accuracies with all the digits that tell them from every other double. */
  public ScoresWriter() {
    this.decimals = OptionalInt.empty();
  }

  /** Accuracies with {@code decimals} digits after the point. */
  public ScoresWriter(int decimals) {
    this.decimals = OptionalInt.of(decimals);
  }

  /** Adds a line; steps are written in the order in which they are added. */
  public ScoresWriter add(long step, double accuracy, long samples) {
    String text = number(accuracy);
    csv.append(step).append(',').append(text).append(',').append(samples).append('\n');
    json.append("{\"step\":")
        .append(step)
        .append(",\"accuracy\":")
        .append(text)
        .append(",\"samples\":")
        .append(samples)
        .append("}\n");
    return this;
  }

  private String number(double accuracy) {
    return decimals.isEmpty()
        ? Double.toString(accuracy)
        : String.format(Locale.ROOT, "%." + decimals.getAsInt() + "f", accuracy);
  }

  /** One line of the CSV form without its line end: "10,0.500000,64". */
  public static String line(long step, double accuracy, long samples, int decimals) {
    return step + "," + new ScoresWriter(decimals).number(accuracy) + "," + samples;
  }

  /** Everything added, as CSV. */
  public String csv() {
    return csv.toString();
  }

  /** Everything added, as JSON lines. */
  public String jsonLines() {
    return json.toString();
  }

  /** Writes the CSV form, or JSON lines where the file is named so; all of it or nothing. */
  public void write(Path file) {
    boolean lines = file.toString().endsWith(".jsonl");
    AtomicFile.write(file, lines ? jsonLines() : csv());
  }

  /** Replaces {@code file} by one with these scores. */
  public static void write(Path file, Collection<Score> scores) {
    String lines =
        scores.stream()
            .sorted(Comparator.comparingLong(Score::step))
            .map(ScoresWriter::line)
            .collect(Collectors.joining());
    AtomicFile.write(file, HEADER + "\n" + lines);
  }

  private static String line(Score score) {
    String samples = score.samples().isPresent() ? Long.toString(score.samples().getAsLong()) : "";
    return String.format(Locale.ROOT, "%d,%.6f,%s\n", score.step(), score.accuracy(), samples);
  }

  /**
   * What this class wrote to {@code file}, nothing if it is not there; other lines are left out, as
   * the file is its writer's own.
   */
  public static List<Score> written(Path file) {
    try {
      return Files.exists(file)
          ? Files.readAllLines(file).stream()
              .map(LINE::matcher)
              .filter(Matcher::matches)
              .map(ScoresWriter::score)
              .toList()
          : List.of();
    } catch (IOException e) {
      throw Disk.failed("cannot read", file, e);
    }
  }

  private static Score score(Matcher line) {
    String samples = line.group(3);
    return new Score(
        Long.parseLong(line.group(1)),
        Double.parseDouble(line.group(2)),
        samples == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(samples)));
  }
}
