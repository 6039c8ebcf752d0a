package io.github.alpharl.cli.run;

import io.github.alpharl.cli.option.ClockOption;
import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.cli.word.CommandWords;
import io.github.alpharl.forecast.Forecasters;
import io.github.alpharl.report.ReportDocument;
import io.github.alpharl.run.Window;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The commands that make a report and its parts again. */
final class ReportCommands {

  private final RunOptions run;
  private final Optional<Path> scores;
  private final Window window;
  private final ClockOption clock;
  private final List<Long> steps;

  ReportCommands(
      RunOptions run, Optional<Path> scores, Window window, ClockOption clock, List<Long> steps) {
    this.run = run;
    this.scores = scores;
    this.window = window;
    this.clock = clock;
    this.steps = steps;
  }

  /** Where the page goes is left out: it makes no difference to the page. */
  List<ReportDocument.Command> lines(List<String> forecasters, Optional<Path> evaluated) {
    List<String> of = scores.map(file -> List.of("--scores", file.toString())).orElse(List.of());
    List<String> within =
        Stream.concat(Stream.of("--window", window.toString()), clock.words().stream()).toList();
    List<String> chosen =
        forecasters.equals(Forecasters.STANDARD)
            ? List.of()
            : List.of(
                "--forecasters", forecasters.isEmpty() ? "none" : String.join(",", forecasters));
    List<String> models =
        evaluated.map(file -> List.of("--evaluated", file.toString())).orElse(List.of());
    List<ReportDocument.Command> lines = new ArrayList<>();
    lines.add(line("this page", "report", join(of, within, chosen, models)));
    lines.add(line("factors", "decompose", List.of()));
    if (scores.isPresent()) {
      List<String> target = List.of("--target-step", steps.getLast().toString());
      lines.add(
          line(
              "forecast of the score",
              "predict",
              join(of, within, target, List.of("--out", "predicted"))));
      lines.add(line("R², Q²", "linearity", of));
    }
    lines.add(line("norm shares and norms", "dominance", List.of()));
    if (!forecasters.isEmpty()) {
      lines.add(line("forecasters", "compare", join(of, within, chosen, List.of())));
    }
    return lines;
  }

  private ReportDocument.Command line(String section, String command, List<String> more) {
    return new ReportDocument.Command(
        section, CommandWords.line(join(List.of(command), run.words(), more, List.of())));
  }

  private static List<String> join(
      List<String> first, List<String> second, List<String> third, List<String> fourth) {
    return Stream.of(first, second, third, fourth).flatMap(List::stream).toList();
  }
}
