package io.github.alpharl.score;

import io.github.alpharl.disk.AtomicFile;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;

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
}
