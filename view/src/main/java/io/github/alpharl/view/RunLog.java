package io.github.alpharl.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What happens while a command goes on for hours: lines with their time, for people or programs.
 */
public final class RunLog {

  /** How a line looks. */
  public enum Format {
    /** {@code 2026-11-28T05:00:00Z alpharl: step 10 is stored}. */
    TEXT,
    /** One object a line, with time, level and message. */
    JSON
  }

  private enum Level {
    INFO,
    PROBLEM
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final PrintWriter err;
  private final Format format;
  private final boolean quiet;
  private final Clock clock;

  /** Writes to {@code err}; {@code quiet} leaves out all but problems. */
  public RunLog(PrintWriter err, Format format, boolean quiet) {
    this(err, format, quiet, Clock.systemUTC());
  }

  RunLog(PrintWriter err, Format format, boolean quiet, Clock clock) {
    this.err = err;
    this.format = format;
    this.quiet = quiet;
    this.clock = clock;
  }

  /** Says what went as it should. */
  public void say(String message) {
    if (!quiet) {
      line(Level.INFO, message);
    }
  }

  /** Says what somebody should look at. */
  public void problem(String message) {
    line(Level.PROBLEM, message);
  }

  private synchronized void line(Level level, String message) {
    String time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    err.println(
        switch (format) {
          case TEXT -> time + " alpharl: " + (level == Level.INFO ? "" : "problem: ") + message;
          case JSON -> json(time, level, message);
        });
    err.flush();
  }

  private static String json(String time, Level level, String message) {
    Map<String, String> line = new LinkedHashMap<>();
    line.put("time", time);
    line.put("level", level.name().toLowerCase(Locale.ROOT));
    line.put("message", message);
    try {
      return MAPPER.writeValueAsString(line);
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(message, bug);
    }
  }
}
