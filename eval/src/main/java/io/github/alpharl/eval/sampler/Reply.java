package io.github.alpharl.eval.sampler;

import io.github.alpharl.eval.figures.Ending;
import java.time.Duration;
import java.util.List;

/** What came of one request. */
sealed interface Reply {

  /** At least one answer, in the server's order. */
  record Answers(List<Answer> answers) implements Reply {}

  /** One answer; {@code tokens} is -1 where unknown. */
  record Answer(String text, int tokens, Ending ending) {}

  /**
   * A failure that may pass.
   *
   * @param words one sentence
   * @param pause how long the server asks to wait; zero where it does not say
   * @param hopeless whether only a server that has answered before is worth another try: nobody
   *     listens, or what listens is no such server
   */
  record Trouble(String words, Duration pause, boolean hopeless) implements Reply {}

  /** The server will not answer this request, however often it is asked. */
  record Refusal(int status, String words) implements Reply {

    /** In place of a status: the answer came and was too large to be taken. */
    static final int TOO_LARGE = 0;

    boolean isTooLarge() {
      return status == TOO_LARGE;
    }

    /** What went wrong, with the status where the server gave one. */
    String sentence() {
      return isTooLarge() ? words : "status " + status + ": " + words;
    }

    /** Whether it may be this problem's fault alone, such as one too long for the context. */
    boolean mayBeOfOneProblem() {
      return isTooLarge() || status == 400 || status == 413 || status == 422;
    }
  }
}
