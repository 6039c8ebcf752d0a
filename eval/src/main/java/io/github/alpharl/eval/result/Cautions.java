package io.github.alpharl.eval.result;

import io.github.alpharl.eval.figures.Ending;
import io.github.alpharl.eval.figures.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the figures alone do not say. */
final class Cautions {

  private static final int LONGEST = 60;

  private Cautions() {}

  /**
   * The cautions of these figures.
   *
   * @param example an answer that was understood and is wrong: "gold 9, answer 8"
   */
  static List<String> of(Figures figures, Optional<String> example) {
    List<String> all = new ArrayList<>();
    empty(figures).ifPresent(all::add);
    refused(figures).ifPresent(all::add);
    extreme(figures, example).ifPresent(all::add);
    return all;
  }

  private static Optional<String> empty(Figures figures) {
    long reasoned = figures.count(Ending.REASONING_ONLY);
    long empty = figures.count(Ending.EMPTY) + reasoned;
    if (empty == 0) {
      return Optional.empty();
    }
    String all =
        "%d of %d answers %s empty".formatted(empty, figures.total(), empty == 1 ? "is" : "are");
    return Optional.of(
        reasoned == 0
            ? all
            : all
                + "; in "
                + reasoned
                + " of them the server put the text into the reasoning beside the answer: switch"
                + " its reasoning parser off, or ask for longer answers");
  }

  private static Optional<String> refused(Figures figures) {
    long refused = figures.count(Ending.REFUSED);
    return refused == 0
        ? Optional.empty()
        : Optional.of(
            "%d of %d answers %s as wrong; its words are in %s"
                .formatted(
                    refused,
                    figures.total(),
                    refused == 1
                        ? "was refused by the server and counts"
                        : "were refused by the server and count",
                    Evaluation.SAMPLES));
  }

  private static Optional<String> extreme(Figures figures, Optional<String> example) {
    double share = figures.average().value();
    if (share > 0 && share < 1) {
      return Optional.empty();
    }
    String shown = example.map(e -> "; " + e).orElse("");
    return Optional.of(
        share > 0
            ? "all %d answers are right: these problems tell nothing about better models"
                .formatted(figures.total())
            : "none of %d answers is right, though %d hold an answer that was understood%s; look at %s before you believe this"
                .formatted(
                    figures.total(),
                    Math.round(figures.total() * (1 - figures.unparsable())),
                    shown,
                    Evaluation.SAMPLES));
  }

  /** {@code gold} beside {@code answer}, both short. */
  static String example(String problem, String gold, String answer) {
    return "of problem %s the answer is %s, and %s was given"
        .formatted(problem, shorten(gold), shorten(answer));
  }

  private static String shorten(String text) {
    String line = text.replaceAll("\\s+", " ");
    return "\"" + (line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line) + "\"";
  }
}
