package io.github.alpharl.reproduce.tour;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.github.alpharl.report.Table;
import io.github.alpharl.reproduce.tour.Figures.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the figures of a quickstart say, in sentences that follow from them. */
public final class Conclusions {

  private final Figures figures;
  private final Map<Integer, JsonNode> searches;
  private final Rollouts took;
  private final List<String> sentences = new ArrayList<>();

  /**
   * A reading of {@code figures}.
   *
   * @param searches what {@code predict --search} said, by window
   * @param took answers that all took
   */
  private Conclusions(Figures figures, Map<Integer, JsonNode> searches, Rollouts took) {
    this.figures = figures;
    this.searches = searches;
    this.took = took;
  }

  /** The sentences; see the constructor. {@code regrounded} is what {@code accelerate} said. */
  public static List<String> of(
      Figures figures,
      Map<Integer, JsonNode> searches,
      Optional<JsonNode> regrounded,
      Rollouts took) {
    Conclusions reading = new Conclusions(figures, searches, took);
    reading.training();
    TourSettings.WINDOWS.forEach(reading::window);
    reading.rank1();
    reading.all();
    regrounded.ifPresent(reading::shorter);
    reading.plainly();
    return reading.sentences;
  }

  private Row base() {
    return figures.rows().getFirst();
  }

  private Row full() {
    return figures.rows().getLast();
  }

  private void training() {
    say(
        "RL lifted the test accuracy from %s to %s in %d steps (%d answers).",
        Table.percent(base().accuracy()),
        Table.percent(full().accuracy()),
        full().steps(),
        took.steps(full().steps()));
    if (full().against(base()) <= 0) {
      say("That is no clear gain, so there is nothing to forecast here.");
    }
  }

  private void window(int window) {
    String first = "first " + window + " %";
    Row held = figures.row(first + ", last checkpoint");
    Row paper = figures.row(first + " + AlphaRL, rank 1");
    Row searched = figures.row(first + " + search");
    say(
        "From the %s (%d steps, %s): the paper's forecast %s; the search %s.",
        first,
        held.steps(),
        Table.percent(held.accuracy()),
        told(paper, held),
        told(searched, held));
    JsonNode search = searches.get(window);
    if (search != null) {
      long asked = took.search(search);
      say(
          "  The search took %s and asked for %d answers to validation problems; the window's"
              + " training itself took %d.",
          taken(search), asked, took.steps(held.steps()));
    }
  }

  private static String told(Row row, Row held) {
    if (!row.there()) {
      return "refuses: " + row.refused();
    }
    String beside =
        switch (row.against(held)) {
          case 1 -> "clearly better than";
          case -1 -> "clearly worse than";
          default -> "not clearly different from";
        };
    return String.format(
        Locale.ROOT,
        "reaches %s, %s its last checkpoint, with %s of the gain",
        Table.percent(row.accuracy()),
        beside,
        Table.percent(row.ofGain()));
  }

  private static String taken(JsonNode search) {
    return search.at("/search/accepted").asBoolean()
        ? "'" + search.at("/search/leader").asText() + "'"
        : "no forecast (none was proven better than the last checkpoint)";
  }

  private void rank1() {
    Row rank1 = figures.row("rank 1 of the full update");
    say(
        "One scaled direction of every update (rank 1) keeps %s of the full model's accuracy and %s"
            + " of its gain%s.",
        Table.percent(rank1.ofFull()),
        Table.percent(rank1.ofGain()),
        rank1.against(full()) < 0 ? ": clearly less than the whole" : ", within the error");
  }

  private void all() {
    List<Row> forecasts = figures.rows().stream().filter(r -> r.model().contains("+")).toList();
    List<Row> there = forecasts.stream().filter(r -> r.there() && r.against(full()) >= 0).toList();
    if (there.isEmpty()) {
      say(
          "No forecast reaches the full model within the error: the training's last part was worth"
              + " its steps.");
    } else {
      say(
          "Within the error of the full model: %s.",
          String.join(", ", there.stream().map(Row::model).toList()));
    }
    say(
        "'Clearly' is more than %s standard errors apart; this is one seed on one task.",
        Table.number(Figures.CLEAR, 0));
  }

  /** What re-grounding took, beside the full run. */
  private void shorter(JsonNode run) {
    Row row = figures.row(Regrounded.MODEL);
    long training = run.get("trainingRollouts").asLong();
    long search = run.get("searchRollouts").asLong();
    long all = took.steps(full().steps());
    say(
        "Trained again for %d steps from the same base at the same rate, re-grounded on the way: %s,"
            + " which is %s of the full model's accuracy, for %d answers (%d of training, %d of"
            + " searches) instead of %d: %s.",
        row.steps(),
        Table.percent(row.accuracy()),
        Table.percent(row.ofFull()),
        training + search,
        training,
        search,
        all,
        Table.percent((training + search) / (double) all));
  }

  /** The last line: what was gained and what not. */
  private void plainly() {
    Row row = figures.row(Regrounded.MODEL);
    if (!row.there() || full().against(base()) <= 0) {
      say("In plain words: nothing was gained here.");
      return;
    }
    String reached =
        row.against(full()) >= 0
            ? "the same accuracy within the error as"
            : String.format(
                Locale.ROOT,
                "%.1f points less accuracy than",
                100 * (full().accuracy() - row.accuracy()));
    say(
        "In plain words: %d RL steps gave %s %d did at this learning rate, and nobody had to know"
            + " a better rate; who knows the right rate gets as far in as few steps without any of"
            + " this, and this is one seed of one small task.",
        row.steps(), reached, full().steps());
  }

  @FormatMethod
  private void say(@FormatString String format, Object... args) {
    sentences.add(String.format(Locale.ROOT, format, args));
  }
}
