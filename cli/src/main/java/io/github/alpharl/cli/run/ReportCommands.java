package io.github.alpharl.cli.run;

import io.github.alpharl.failure.Wording;
import io.github.alpharl.forecast.Forecasters;
import io.github.alpharl.report.ReportDocument;
import io.github.alpharl.run.Window;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The command lines that make a report and its parts again, for a POSIX shell.
 *
 * @param run the run and the options that say how it is decomposed, as words
 * @param scores the file of the scores
 * @param window what the forecast may see
 * @param clock how steps are counted, as words; none for the default
 * @param lastStep the run's last decomposed step
 */
record ReportCommands(
    List<String> run, Optional<Path> scores, Window window, List<String> clock, long lastStep) {

  ReportCommands {
    run = List.copyOf(run);
    clock = List.copyOf(clock);
  }

  /**
   * One line for each part. Where the page goes is left out: it makes no difference to the page.
   *
   * @param forecasters those that are compared; none for no comparison
   * @param evaluated the file of models on held-out problems
   */
  List<ReportDocument.Command> lines(List<String> forecasters, Optional<Path> evaluated) {
    List<String> of = words("--scores", scores);
    List<String> within = join(List.of(List.of("--window", window.toString()), clock));
    List<String> chosen = chosen(forecasters);
    List<String> models = words("--evaluated", evaluated);
    List<ReportDocument.Command> lines = new ArrayList<>();
    lines.add(line("this page", "report", List.of(of, within, chosen, models)));
    lines.add(line("factors", "decompose", List.of()));
    if (scores.isPresent()) {
      List<String> target = List.of("--target-step", Long.toString(lastStep), "--out", "predicted");
      lines.add(line("forecast of the score", "predict", List.of(of, within, target)));
      lines.add(line("R², Q²", "linearity", List.of(of)));
    }
    lines.add(line("norm shares and norms", "dominance", List.of()));
    if (!forecasters.isEmpty()) {
      lines.add(line("forecasters", "compare", List.of(of, within, chosen)));
    }
    return lines;
  }

  private static List<String> chosen(List<String> forecasters) {
    if (forecasters.equals(Forecasters.STANDARD)) {
      return List.of();
    }
    return List.of("--forecasters", forecasters.isEmpty() ? "none" : String.join(",", forecasters));
  }

  private static List<String> words(String option, Optional<Path> file) {
    return file.map(path -> List.of(option, path.toString())).orElse(List.of());
  }

  private ReportDocument.Command line(String section, String command, List<List<String>> more) {
    List<String> words = join(List.of(List.of("alpharl", command), run, join(more)));
    return new ReportDocument.Command(
        section, words.stream().map(Wording::shell).collect(Collectors.joining(" ")));
  }

  private static List<String> join(List<List<String>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }
}
