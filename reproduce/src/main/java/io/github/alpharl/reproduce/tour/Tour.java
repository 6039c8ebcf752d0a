package io.github.alpharl.reproduce.tour;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.report.EvaluatedModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A quickstart: trains, and meanwhile decomposes, forecasts and evaluates what the training has
 * left so far. Every command's document is kept, so that the same tour goes on after a kill.
 */
public final class Tour {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RECIPE = "quickstart.json";
  private static final String REFUSED = "refused";

  private final TourFolder folder;
  private final TourCommands plan;
  private final Commands commands;
  private final Map<String, JsonNode> documents = new ConcurrentHashMap<>();
  private volatile boolean trained;

  /** A tour in {@code folder} by {@code plan}. */
  public Tour(TourFolder folder, TourCommands plan, Commands commands) {
    this.folder = folder;
    this.plan = plan;
    this.commands = commands;
  }

  /** How commands are run. */
  public interface Commands {

    /** Runs a command in front of the user. */
    void show(List<String> command);

    /** The document of a command, which may run on any thread; kept, so it runs once. */
    JsonNode document(List<String> command, Runnable before);

    /** Tells the user about work beside the training. */
    void tell(String line);
  }

  /**
   * What a tour found.
   *
   * @param figures the table
   * @param reading what it says
   * @param byHand the commands that do the same, but the report's
   * @param evaluated the figures as a file of JSON lines
   */
  public record Found(Figures figures, List<String> reading, List<String> byHand, Path evaluated) {}

  /** Runs it, or goes on with it. */
  public Found take() {
    begin();
    CommandRunner crew = new CommandRunner(plan.byStep(), this::reached, this::work);
    try (ExecutorService companion = Executors.newSingleThreadExecutor()) {
      Future<?> beside = companion.submit(crew::work);
      try {
        commands.show(plan.train());
        trained = true;
        crew.work();
      } finally {
        crew.stop();
      }
      beside.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return found();
  }

  /** Writes the recipe and the training's options, or checks that it goes on with the same. */
  private void begin() {
    Path file = folder.root().resolve(RECIPE);
    JsonNode recipe = JSON.valueToTree(folder.recipe());
    if (Files.exists(file)) {
      JsonNode before = read(file);
      if (!text(before).equals(text(recipe))) { // numbers read are of other classes than made
        throw UsageException.of(
                "%s holds another quickstart (%s, now %s); repeat its own command to continue it, or"
                    + " name another directory",
                folder.root(), before, recipe)
            .by(Setting.OUTPUT);
      }
    } else if (Files.exists(folder.root())) {
      throw EnvironmentException.of(
              "%s exists and holds no quickstart; name a new directory", folder.root())
          .by(Setting.OUTPUT);
    }
    AtomicFile.write(file, text(recipe));
    AtomicFile.write(folder.trainingOptions(), text(folder.recipe().training()));
    AtomicFile.write(folder.regroundingOptions(), text(folder.recipe().regrounding()));
  }

  private boolean reached(int step) {
    return trained || Files.isDirectory(folder.step(step));
  }

  private void work(PlannedCommand part) {
    List<PlannedCommand> makers =
        plan.parts().stream().filter(p -> part.needs().contains(p.name())).toList();
    if (makers.stream().anyMatch(maker -> documents.get(maker.name()).has(REFUSED))) {
      documents.put(part.name(), documents.get(makers.getFirst().name()));
      return;
    }
    JsonNode document = document(part);
    documents.put(part.name(), document);
    tell(part, document);
  }

  private JsonNode document(PlannedCommand part) {
    try {
      // A model without a kept document comes from a kill between the two.
      return commands.document(
          part.command(), () -> part.model().ifPresent(AtomicDirectory::delete));
    } catch (UsageException refusal) {
      return JSON.createObjectNode().put(REFUSED, refusal.getMessage());
    }
  }

  private void tell(PlannedCommand part, JsonNode document) {
    if (document.has(REFUSED)) {
      commands.tell(part.name() + " refuses: " + document.get(REFUSED).asText());
    } else if (part.measures().isPresent()) {
      commands.tell(
          String.format(
              Locale.ROOT,
              "%s: test accuracy %.4f",
              part.measures().get().name(),
              document.at("/average/value").asDouble()));
    } else if (part.model().isPresent()) {
      commands.tell("wrote " + part.model().get());
    }
  }

  private Found found() {
    Rollouts took = new Rollouts(answers(), documents, folder.recipe().confirm());
    List<Figures.Row> rows = new ArrayList<>();
    for (PlannedCommand.Model model : folder.models()) {
      JsonNode document = documents.get(TourFolder.evaluation(model));
      rows.add(
          document.has(REFUSED)
              ? Figures.Row.refused(model.name(), model.steps(), document.get(REFUSED).asText())
              : Figures.Row.measured(model.name(), model.steps(), took.of(model), document));
    }
    Figures figures = Figures.of(rows);
    writeEvaluated(figures);
    Map<Integer, JsonNode> searches = new LinkedHashMap<>();
    for (int window : TourSettings.WINDOWS) {
      JsonNode document = documents.get(TourFolder.search(window));
      if (!document.has(REFUSED)) {
        searches.put(window, document);
      }
    }
    return new Found(
        figures,
        Conclusions.of(figures, searches, regrounded(), took),
        byHand(),
        folder.evaluated());
  }

  private void writeEvaluated(Figures figures) {
    new EvaluatedModels(
            figures.rows().stream()
                .filter(Figures.Row::there)
                .map(
                    row ->
                        new EvaluatedModels.Model(
                            row.model(),
                            row.steps(),
                            row.accuracy(),
                            row.standardError(),
                            row.samples()))
                .toList())
        .write(folder.evaluated());
  }

  private Optional<JsonNode> regrounded() {
    return Optional.of(documents.get(Regrounded.PART)).filter(found -> !found.has(REFUSED));
  }

  /** The answers that each step sampled, from the run's metrics. */
  private List<Long> answers() {
    JsonNode options = read(folder.run().resolve("training.json")).get("options");
    long round = options.get("prompts").asLong() * options.get("samples").asLong();
    try {
      List<Long> answers = new ArrayList<>();
      for (String line : Files.readAllLines(folder.run().resolve("metrics.jsonl"))) {
        answers.add(round * JSON.readTree(line).get("rounds").asLong());
      }
      return answers;
    } catch (IOException e) {
      throw BadDataException.because(folder.run() + ": its metrics cannot be read", e)
          .in(folder.run());
    }
  }

  /** The commands but the report's, those of single steps as one. */
  private List<String> byHand() {
    List<List<String>> all = new ArrayList<>();
    all.add(plan.train());
    all.add(List.of("decompose", folder.run().toString()));
    plan.parts().stream()
        .filter(part -> !part.command().getFirst().equals("decompose"))
        .forEach(part -> all.add(part.command()));
    return all.stream().map(command -> "alpharl " + String.join(" ", command)).toList();
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw BadDataException.because(file + ": cannot be read as JSON: " + e.getMessage(), e)
          .in(file);
    }
  }

  private static String text(JsonNode json) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
  }
}
