package io.github.alpharl.eval.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.eval.figures.Ending;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A server that disregards the most tokens that were asked for. */
class LargeAnswersTest {

  private static final int MOST = 4_096;

  private final List<Sample> samples = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Asks for eight answers to each of three problems, those to the last much longer. */
  private int ask() throws IOException {
    OddServer.Behaviour wordy =
        call ->
            call.send(
                call.reply(
                    call.n(),
                    choice ->
                        ((ObjectNode) choice.get("message"))
                            .put("content", "x".repeat(call.problem() == 2 ? 2 * MOST : 1_000))));
    try (OddServer server = new OddServer(wordy)) {
      ServerOptions options = server.options(1, Duration.ofSeconds(20));
      try (Sampler sampler = new ServerSampler(options, new ServerClient(options, MOST))) {
        List<Integer> eight = IntStream.range(0, 8).boxed().toList();
        List<Request> requests =
            IntStream.range(0, 3).mapToObj(i -> new Request("p" + i, i + "+5?", eight)).toList();
        sampler.sample(requests, new SamplingSettings(8, 1, 1, 8, 0), sink());
      }
      return server.requests();
    }
  }

  private SampleSink sink() {
    return new SampleSink() {
      @Override
      public void accept(Sample sample) {
        samples.add(sample);
      }

      @Override
      public void note(String sentence) {
        notes.add(sentence);
      }
    };
  }

  @Test
  void itIsAskedOneByOneAndWhatIsStillTooLargeIsCountedAsRefused() throws IOException {
    int requests = ask();
    assertThat(samples).hasSize(24);
    assertThat(samples.stream().filter(s -> s.ending() == Ending.REFUSED).map(Sample::problem))
        .hasSize(8)
        .containsOnly("p2");
    assertThat(samples.getLast().text()).contains("an answer of more than 0.0 MiB");
    assertThat(requests).isEqualTo(1 + 8 + 8 + 1);
    assertThat(notes).hasSize(1).first().asString().contains("asked one by one from here on");
  }
}
