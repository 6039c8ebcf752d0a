package io.github.alpharl.view.lab;

import io.github.alpharl.accelerate.Decision;
import io.github.alpharl.accelerate.Trial;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.report.Table;
import io.github.alpharl.view.View;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A controlled training.
 *
 * @param run where it lies
 * @param decisions at the ends of its legs
 * @param measured accuracy on test problems; empty with a foreign trainer
 */
public record ControlView(Path run, List<Decision> decisions, Optional<Measured> measured)
    implements View {

  /** The accuracy of the model that it began with, and of the last one. */
  public record Measured(double base, double end) {}

  @Override
  public Map<String, Object> document() {
    Decision last = decisions.getLast();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("run", run.toString());
    document.put("steps", last.to());
    document.put("model", last.next());
    document.put("trainingRollouts", last.trainingSoFar());
    document.put("searchRollouts", last.searchSoFar());
    document.put("searchShare", searchShare(last));
    document.put("rateFactor", last.nextRateFactor());
    measured.ifPresent(
        accuracy -> {
          document.put("testAccuracyBase", accuracy.base());
          document.put("testAccuracy", accuracy.end());
        });
    document.put("decisions", decisions);
    return document;
  }

  /** One decision in a line. */
  public static String line(Decision decision) {
    return String.format(
        Locale.ROOT,
        "leg %d, step %d: %s (%s); learning rate x %s; searches %s of all rollouts",
        decision.leg(),
        decision.to(),
        decision.accepted() == null ? "no jump" : "accepted " + decision.accepted(),
        decision.why(),
        decision.nextRateFactor(),
        Table.percent(searchShare(decision)));
  }

  private static double searchShare(Decision decision) {
    double all = decision.searchSoFar() + (double) decision.trainingSoFar();
    return all == 0 ? 0 : decision.searchSoFar() / all;
  }

  @Override
  public void print(PrintWriter out) {
    legs().print(out);
    Decision last = decisions.getLast();
    out.printf(
        Locale.ROOT,
        "%s: %s; %d rollouts of training, %d of searches (%s); learning rate x %s%n",
        run,
        Wording.count(last.to(), "step"),
        last.trainingSoFar(),
        last.searchSoFar(),
        Table.percent(searchShare(last)),
        last.nextRateFactor());
    measured.ifPresent(
        accuracy ->
            out.printf(
                Locale.ROOT, "test accuracy %.4f -> %.4f%n", accuracy.base(), accuracy.end()));
  }

  private Table legs() {
    Table table =
        new Table(
            "leg",
            "step",
            "rate ×",
            "rollouts",
            "searched",
            "accuracy",
            "best",
            "gain",
            "evidence",
            "needed",
            "accepted");
    for (Decision decision : decisions) {
      Optional<Trial> best =
          decision.trials().stream().max(Comparator.comparingDouble(Trial::margin));
      table.row(
          decision.leg(),
          decision.to(),
          Table.significant(decision.rateFactor()),
          decision.training(),
          decision.search(),
          Table.number((double) decision.right() / decision.problems(), 3),
          best.map(Trial::name).orElse("–"),
          best.map(t -> Table.number(t.gain(), 3)).orElse("–"),
          best.map(t -> Table.number(t.evidence(), 2)).orElse("–"),
          best.map(t -> Table.number(t.threshold(), 2)).orElse("–"),
          decision.accepted() == null ? "–" : decision.accepted());
    }
    return table;
  }
}
