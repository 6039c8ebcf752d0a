package io.github.alpharl.view;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A sign of life where nothing was heard for a while. In a terminal: the seconds since the last
 * word, which go before the next one. In a log: a line after two seconds, then ever more rarely.
 */
public final class Pulse {

  /** How a sign looks, and when one is due. */
  private sealed interface Face {

    /**
     * Whether a sign is due; all in nanoseconds.
     *
     * @param age since the start
     * @param silence since the last word
     * @param sinceSign since the last sign, or the start where there was none
     */
    boolean isDue(long age, long silence, long sinceSign);

    void show(long age, long silence) throws IOException;

    /** Takes the sign away. */
    void clear() throws IOException;
  }

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Face face;
  private final long start;
  private long lastWord;
  private long lastSign;
  private boolean atLineStart = true;
  private boolean shown;

  private Pulse(Face face, long now) {
    this.face = face;
    this.start = now;
    this.lastWord = now;
    this.lastSign = now;
  }

  /** Shows itself on a terminal; {@code now} is in nanoseconds. */
  static Pulse onTerminal(OutputStream terminal, long now) {
    return new Pulse(new InPlace(terminal), now);
  }

  /** Writes lines to {@code log}; {@code now} is in nanoseconds. */
  static Pulse inLog(RunLog log, long now) {
    return new Pulse(new Lines(log), now);
  }

  /** One that beats on {@code terminal} until the process ends. */
  public static Pulse on(OutputStream terminal) {
    return onTerminal(terminal, System.nanoTime()).begun();
  }

  /** One that tells {@code log} until the process ends. */
  public static Pulse telling(RunLog log) {
    return inLog(log, System.nanoTime()).begun();
  }

  private Pulse begun() {
    Thread.ofPlatform().daemon().name("pulse").start(this::beat);
    return this;
  }

  private void beat() {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(400);
        look(System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException _) {
      // Nobody looks any more.
    }
  }

  /** Shows a sign if it is time; bars and status lines, which stand open, show their own. */
  synchronized void look(long now) throws IOException {
    if (atLineStart && face.isDue(now - start, now - lastWord, now - lastSign)) {
      face.show(now - start, now - lastWord);
      lastSign = now;
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
      face.clear();
      shown = false;
    }
    stream.write(bytes, from, length);
    if (length > 0) {
      atLineStart = bytes[from + length - 1] == '\n';
    }
    lastWord = System.nanoTime();
  }

  /** One line that is renewed. */
  private record InPlace(OutputStream terminal) implements Face {

    private static final long PATIENCE = SECOND * 3 / 2; // with a beat, still within two seconds
    private static final String CLEAR = "\r\u001b[2K";

    @Override
    public boolean isDue(long age, long silence, long sinceSign) {
      return silence >= PATIENCE;
    }

    @Override
    public void show(long age, long silence) throws IOException {
      write(CLEAR + "… " + silence / SECOND + " s");
    }

    @Override
    public void clear() throws IOException {
      write(CLEAR);
    }

    private void write(String text) throws IOException {
      terminal.write(text.getBytes(StandardCharsets.UTF_8));
      terminal.flush();
    }
  }

  /** Lines that stay: the first soon, later ones every twentieth of the time that has gone by. */
  private record Lines(RunLog log) implements Face {

    @Override
    public boolean isDue(long age, long silence, long sinceSign) {
      long patience =
          sinceSign == age ? InPlace.PATIENCE : Math.clamp(age / 20, 10 * SECOND, 300 * SECOND);
      return Math.min(silence, sinceSign) >= patience;
    }

    @Override
    public void show(long age, long silence) {
      String work = Stage.latest();
      log.say(
          "at work for "
              + Math.round((double) age / SECOND)
              + " s"
              + (work.isEmpty() ? "" : ": " + work));
    }

    @Override
    public void clear() {
      // A line of a log stays.
    }
  }
}
