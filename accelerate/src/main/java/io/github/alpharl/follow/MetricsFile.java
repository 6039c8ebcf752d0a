package io.github.alpharl.follow;

import io.github.alpharl.disk.AtomicFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a followed run stands, as a text file for the collector of a node exporter (Prometheus,
 * "Exposition formats"). It is replaced whole.
 */
public final class MetricsFile {

  private static final Map<String, String> HELP =
      Map.of(
          "alpharl_last_step", "Largest step whose factors are stored, -1 for none.",
          "alpharl_steps_stored", "Steps stored by this call.",
          "alpharl_problems", "Refused checkpoints and failed commands.",
          "alpharl_last_stored_timestamp_seconds", "When the last step was stored.");

  private final Optional<Path> file;
  private final String run;
  private final Clock clock;
  private final Map<String, Long> values = new LinkedHashMap<>();

  /** Writes nothing where {@code file} is empty. */
  public MetricsFile(Optional<Path> file, Path run) {
    this(file, run, Clock.systemUTC());
  }

  MetricsFile(Optional<Path> file, Path run, Clock clock) {
    this.file = file;
    this.run = run.toString();
    this.clock = clock;
    values.put("alpharl_last_step", -1L);
    values.put("alpharl_steps_stored", 0L);
    values.put("alpharl_problems", 0L);
    values.put("alpharl_last_stored_timestamp_seconds", 0L);
  }

  /** Counts a step whose factors are stored. */
  public void stored(long step) {
    values.merge("alpharl_last_step", step, Math::max);
    values.merge("alpharl_steps_stored", 1L, Long::sum);
    values.put("alpharl_last_stored_timestamp_seconds", clock.instant().getEpochSecond());
    write();
  }

  /** Counts a refused checkpoint or a failed command. */
  public void problem() {
    values.merge("alpharl_problems", 1L, Long::sum);
    write();
  }

  /** Writes the file as things stand. */
  public void write() {
    file.ifPresent(path -> AtomicFile.write(path, text()));
  }

  private String text() {
    String label = "{run=\"" + run.replace("\\", "\\\\").replace("\"", "\\\"") + "\"} ";
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) ->
            text.append("# HELP ")
                .append(name)
                .append(' ')
                .append(HELP.get(name))
                .append("\n# TYPE ")
                .append(name)
                .append(" gauge\n")
                .append(name)
                .append(label)
                .append(value)
                .append('\n'));
    return text.toString();
  }
}
