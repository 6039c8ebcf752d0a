package io.github.alpharl.cli.progress;

import io.github.alpharl.view.Pulse;
import io.github.alpharl.view.RunLog;
import io.github.alpharl.view.Terminal;
import io.github.alpharl.view.progress.Progress;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Standard error as the user gave it. The start script puts a filter before the JVM's own lines and
 * hands the real one on under the number in {@value #PROPERTY}.
 */
public final class StandardError {

  /** The option that keeps a command from saying that it is at work. */
  public static final String QUIET = "--quiet";

  /** Help comes at once; with "--serve" the terminal is for questions and answers. */
  private static final Set<String> SILENT =
      Set.of(QUIET, "--serve", "--help", "-h", "--version", "-V");

  private static final String PROPERTY = "alpharl.stderr";

  private StandardError() {}

  /** Lets {@code System.err} pass the filter by; without a start script nothing changes. */
  public static void restore() {
    Integer number = Integer.getInteger(PROPERTY);
    if (number == null) {
      return;
    }
    try {
      Constructor<FileDescriptor> ofNumber = FileDescriptor.class.getDeclaredConstructor(int.class);
      ofNumber.setAccessible(true);
      FileOutputStream real = new FileOutputStream(ofNumber.newInstance(number));
      System.setErr(new PrintStream(real, true, StandardCharsets.UTF_8));
    } catch (ReflectiveOperationException | RuntimeException _) {
      // Then all lines go through the filter, which only takes one away.
    }
  }

  /** Shows that work goes on while nothing is said, as a command of these words wants it. */
  public static void beat(List<String> words) {
    if (words.stream().anyMatch(SILENT::contains)) {
      return;
    }
    boolean terminal = Terminal.isThere();
    Pulse pulse = terminal ? Pulse.on(System.err) : Pulse.telling(log(words));
    System.setErr(new PrintStream(pulse.heard(System.err), true, StandardCharsets.UTF_8));
    if (terminal) {
      Progress.showOn(System.err);
    }
    if (!terminal || Boolean.getBoolean("alpharl.terminal.out")) {
      System.setOut(new PrintStream(pulse.heard(System.out), true, StandardCharsets.UTF_8));
    }
  }

  private static RunLog log(List<String> words) {
    boolean json = String.join("=", words).contains("--log-format=json");
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    return new RunLog(err, json ? RunLog.Format.JSON : RunLog.Format.TEXT, false);
  }
}
