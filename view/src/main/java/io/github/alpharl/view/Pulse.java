package io.github.alpharl.view;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A sign of life: where a terminal has heard nothing for a while, the seconds since the last word.
 * It goes before the next word.
 */
public final class Pulse {

  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);
  private static final String CLEAR = "\r\u001b[2K";

  private final OutputStream terminal;
  private long lastWord;
  private boolean atLineStart = true;
  private boolean shown;

  /** Shows itself on {@code terminal}; {@code now} is in nanoseconds. */
  Pulse(OutputStream terminal, long now) {
    this.terminal = terminal;
    this.lastWord = now;
  }

  /** One that beats on {@code terminal} until the process ends. */
  public static Pulse on(OutputStream terminal) {
    Pulse pulse = new Pulse(terminal, System.nanoTime());
    Thread.ofPlatform().daemon().name("pulse").start(pulse::beat);
    return pulse;
  }

  private void beat() {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(500);
        look(System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException _) {
      // Nobody looks any more.
    }
  }

  /** Shows the seconds if it is time; bars and status lines, which stand open, show their own. */
  synchronized void look(long now) throws IOException {
    long silence = now - lastWord;
    if (atLineStart && silence >= PATIENCE_NANOS) {
      String text = CLEAR + "… " + TimeUnit.NANOSECONDS.toSeconds(silence) + " s";
      terminal.write(text.getBytes(StandardCharsets.UTF_8));
      terminal.flush();
      shown = true;
    }
  }

  /** {@code stream}, every word to which is heard. */
  public OutputStream heard(OutputStream stream) {
    return new FilterOutputStream(stream) {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        hear(stream, bytes, from, length);
      }
    };
  }

  private synchronized void hear(OutputStream stream, byte[] bytes, int from, int length)
      throws IOException {
    if (shown) {
      terminal.write(CLEAR.getBytes(StandardCharsets.UTF_8));
      terminal.flush();
      shown = false;
    }
    stream.write(bytes, from, length);
    if (length > 0) {
      atLineStart = bytes[from + length - 1] == '\n';
    }
    lastWord = System.nanoTime();
  }
}
