package io.github.alpharl.cli.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.github.alpharl.cli.quickstart.Figures.Row;
import io.github.alpharl.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the figures of a quickstart say, in sentences that follow from them. */
final class Reading {

  private final Figures figures;
  private final Map<Integer, JsonNode> searches;
  private final List<Long> answers;
  private final int confirm;
  private final List<String> sentences = new ArrayList<>();

  /**
   * A reading of {@code figures}.
   *
   * @param searches what {@code predict --search} said, by window
   * @param answers that each RL step sampled
   * @param confirm problems that a search asks its winner and the last checkpoint at the end
   */
  private Reading(
      Figures figures, Map<Integer, JsonNode> searches, List<Long> answers, int confirm) {
    this.figures = figures;
    this.searches = searches;
    this.answers = answers;
    this.confirm = confirm;
  }

  /** The sentences; see the constructor. */
  static List<String> of(
      Figures figures, Map<Integer, JsonNode> searches, List<Long> answers, int confirm) {
    Reading reading = new Reading(figures, searches, answers, confirm);
    reading.training();
    Recipe.WINDOWS.forEach(reading::window);
    reading.rank1();
    reading.all();
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
        answers(full().steps()));
    if (full().against(base()) <= 0) {
      say("That is no clear gain, so there is nothing to forecast here.");
    }
  }

  private void window(int window) {
    String first = "first " + window + " %";
    Row held = figures.row(first + ", last checkpoint");
    Row paper = figures.row(first + " + AlphaRL (rank 1)");
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
      long asked = answered(search);
      say(
          "  The search took %s and asked for %d answers to validation problems; the window's"
              + " training itself took %d.",
          taken(search), asked, answers(held.steps()));
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

  private long answered(JsonNode search) {
    long sum = 2L * confirm;
    for (JsonNode standing : search.at("/search/standings")) {
      sum += standing.get("problems").asLong();
    }
    return sum;
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

  private long answers(int steps) {
    return answers.stream().limit(steps).mapToLong(Long::longValue).sum();
  }

  @FormatMethod
  private void say(@FormatString String format, Object... args) {
    sentences.add(String.format(Locale.ROOT, format, args));
  }
}
