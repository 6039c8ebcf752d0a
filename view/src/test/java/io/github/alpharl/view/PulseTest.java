package io.github.alpharl.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PulseTest {

  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
  private final Pulse pulse = new Pulse(terminal, 0);

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
