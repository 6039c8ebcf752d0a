package io.github.alpharl.cli.progress;

import io.github.alpharl.view.Pulse;
import io.github.alpharl.view.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;

/**
 * Standard error as the user gave it. The start script puts a filter before the JVM's own lines and
 * hands the real one on under the number in {@value #PROPERTY}.
 */
public final class StandardError {

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

  /** Where it is a terminal, shows there that work goes on while nothing is said. */
  public static void beat() {
    if (Terminal.isThere()) {
      Pulse pulse = Pulse.on(System.err);
      System.setErr(new PrintStream(pulse.heard(System.err), true, StandardCharsets.UTF_8));
      if (Boolean.getBoolean("alpharl.terminal.out")) {
        System.setOut(new PrintStream(pulse.heard(System.out), true, StandardCharsets.UTF_8));
      }
    }
  }
}
