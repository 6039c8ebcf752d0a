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
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes scores files: the header {@code step,accuracy,samples}, then a line for each step, rising,
 * with six decimals. {@link ScoresFile} reads them.
 */
public final class ScoresWriter {

  private static final String HEADER = "step,accuracy,samples";

  /** As {@code 12,0.396484,1024}; the number of samples may be absent. */
  private static final Pattern LINE =
      Pattern.compile("([0-9]{1,18}),([01]\\.[0-9]{6}),([1-9][0-9]{0,17})?");

  private ScoresWriter() {}

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
