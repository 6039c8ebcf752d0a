package io.github.alpharl.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PulseTest {

  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
  private final Pulse pulse = Pulse.onTerminal(terminal, 0);

  private static long seconds(long n) {
    return TimeUnit.SECONDS.toNanos(n);
  }

  private String shown() {
    return terminal.toString(StandardCharsets.UTF_8);
  }

  @Test
  void silenceIsBrokenAndTheNextWordTakesTheSignAway() throws IOException {
    pulse.look(seconds(1));
    assertThat(shown()).isEmpty();
    pulse.look(seconds(2));
    assertThat(shown()).isEqualTo("\r\u001b[2K… 2 s");
    pulse.heard(terminal).write("done\n".getBytes(StandardCharsets.UTF_8));
    assertThat(shown()).endsWith("… 2 s\r\u001b[2Kdone\n");
  }

  @Test
  void aLogIsToldSoonAndThenEverMoreRarely() throws IOException {
    RunLog log =
        new RunLog(
            new PrintWriter(terminal, true, StandardCharsets.UTF_8), RunLog.Format.TEXT, false);
    Pulse quiet = Pulse.inLog(log, 0);
    List<Long> told = new ArrayList<>();
    for (long now = 0; now <= 3600; now++) {
      int before = terminal.size();
      quiet.look(seconds(now));
      if (terminal.size() > before) {
        told.add(now);
      }
    }
    assertThat(told).startsWith(2L, 12L, 22L).hasSizeBetween(60, 100);
    assertThat(told.getLast() - told.get(told.size() - 2)).isBetween(150L, 180L);
    assertThat(shown().lines().toList().get(1)).endsWith("Z alpharl: at work for 12 s");
  }

  @Test
  void aLogHearsHowFarTheLatestStageIs() throws IOException {
    RunLog log =
        new RunLog(
            new PrintWriter(terminal, true, StandardCharsets.UTF_8), RunLog.Format.JSON, false);
    try (Stage outer = Stage.begin("decompose", "MB", 840)) {
      try (Stage inner = Stage.begin("write", "tensors", 0)) {
        inner.advance(1);
        assertThat(Stage.latest()).startsWith("write");
      }
      outer.advance(120);
      Pulse.inLog(log, 0).look(seconds(2));
    }
    assertThat(shown()).contains("\"message\":\"at work for 2 s: decompose, 120 of 840 MB\"");
    assertThat(Stage.latest()).isEmpty();
  }

  @Test
  void aWordInALogPutsTheNextSignOff() throws IOException {
    RunLog log =
        new RunLog(
            new PrintWriter(terminal, true, StandardCharsets.UTF_8), RunLog.Format.TEXT, false);
    long now = System.nanoTime();
    Pulse pulse = Pulse.inLog(log, now);
    pulse.heard(new ByteArrayOutputStream()).write('\n');
    pulse.look(now + seconds(1));
    assertThat(shown()).isEmpty();
    pulse.look(now + seconds(9));
    assertThat(shown()).hasLineCount(1);
  }

  @Test
  void aLineThatStandsOpenIsLeftAlone() throws IOException {
    OutputStream out = pulse.heard(terminal);
    out.write("step 3/9".getBytes(StandardCharsets.UTF_8));
    pulse.look(System.nanoTime() + seconds(9));
    assertThat(shown()).isEqualTo("step 3/9");
    out.write('\n');
    pulse.look(System.nanoTime() + seconds(9));
    assertThat(shown()).endsWith("… 9 s");
  }
}
