package io.github.alpharl.reproduce.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.Scratch;
import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.benchmark.TaskBenchmark;
import io.github.alpharl.eval.figures.Retained;
import io.github.alpharl.eval.result.Evaluation;
import io.github.alpharl.eval.sampler.LocalSampler;
import io.github.alpharl.eval.sampler.SamplingSettings;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import io.github.alpharl.linearity.ImportanceWindows;
import io.github.alpharl.race.KeptResults;
import io.github.alpharl.race.SmallestRank;
import io.github.alpharl.reproduce.run.LabRun;
import io.github.alpharl.reproduce.run.ReproductionSize;
import io.github.alpharl.reproduce.run.Trainings;
import io.github.alpharl.score.Score;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.score.ScoresFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Makes models and measures them, most of it by the commands that a user has, and keeps every
 * result. Accuracies are on test problems at temperature 0.6 ({@code evaluate --limit N --samples K
 * --temperature 0.6}), searches on validation problems.
 */
public final class Measurements implements Results {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double TEMPERATURE = 0.6;
  private static final long SEED = 0;
  private static final String PREFIXES = "0,1,2,4,8,16";

  private final Path out;
  private final ReproductionSize scale;
  private final Trainings runs;
  private final KeptResults kept;
  private final Commands commands;
  private final Map<String, Benchmark> benchmarks = new ConcurrentHashMap<>();

  public Measurements(Path out, ReproductionSize scale, Trainings runs, KeptResults kept, Commands commands) {
    this.out = out;
    this.scale = scale;
    this.runs = runs;
    this.kept = kept;
    this.commands = commands;
  }

  @Override
  public JsonNode of(Request request) {
    boolean possible =
        runs.finished(request.run())
            || (request instanceof Request.Scores && runs.early(request.run()).isPresent());
    return possible ? measure(request) : MissingNode.getInstance();
  }

  @Override
  public String early(LabRun run) {
    return runs.early(run).orElse("");
  }

  /** True if nothing is to be done for {@code request}. */
  public boolean done(Request request) {
    return request instanceof Request.Scores || kept.find(key(request), JsonNode.class).isPresent();
  }

  private JsonNode measure(Request request) {
    return request instanceof Request.Scores
        ? scores(request.run())
        : kept.get(key(request), JsonNode.class, () -> work(request));
  }

  private String key(Request request) {
    boolean checkpoint =
        request instanceof Request.Accuracy(RunModel.Step _, int _); // the base is that of many runs
    RunModel.Step step = checkpoint ? (RunModel.Step) ((Request.Accuracy) request).model() : null;
    return String.join(
        "\n",
        "reproduce",
        checkpoint
            ? request.describe().replace(step.describe(), "a checkpoint")
            : request.describe(),
        request.run().task(),
        scale.measuring(),
        checkpoint ? runs.fingerprint(step.run(), step.step()) : runs.identity(request.run()));
  }

  private JsonNode work(Request request) {
    return switch (request) {
      case Request.Accuracy accuracy -> accuracy(accuracy);
      case Request.Scores scores -> scores(scores.run());
      case Request.Shares shares -> shares(shares.run());
      case Request.Linear linear -> linear(linear);
      case Request.Windows windows -> windows(windows);
      case Request.Behave behave -> behaviour(behave.model());
      case Request.RankNeeded rank -> rank(rank);
    };
  }

  /** Brings the run's factors up to date. */
  public void decompose(LabRun run) {
    if (runs.finished(run)) {
      commands.run(about("decompose", run));
    }
  }

  private List<String> about(String command, LabRun run, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, runs.directory(run).toString()));
    arguments.addAll(List.of("--store", store(run, "factors").toString(), "--threads", "1"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private Path store(LabRun run, String kind) {
    return out.resolve(kind).resolve(run.name());
  }

  private ObjectNode accuracy(Request.Accuracy request) {
    ObjectNode result = JSON.createObjectNode();
    try {
      return made(
          request.model(),
          result,
          directory -> result.put("accuracy", accuracy(request, directory)));
    } catch (UsageException refusal) { // the window supports no forecast
      return result.put("refused", refusal.getMessage());
    }
  }

  private double accuracy(Request.Accuracy request, Path model) {
    Task task = Tasks.named(request.run().task());
    Benchmark problems =
        benchmarks.computeIfAbsent(
            task.name() + request.problems(),
            _ -> TaskBenchmark.of(task, request.problems(), SEED));
    SamplingSettings drawing =
        new SamplingSettings(scale.samples(), TEMPERATURE, 1, task.maxAnswer() + 8, SEED);
    try (LocalSampler sampler = LocalSampler.open(model, task)) {
      return Evaluation.ask(problems, drawing, sampler).average().value();
    }
  }

  /** What {@code work} makes of the model's directory; what making it told goes into a result. */
  private <T> T made(RunModel model, ObjectNode told, Function<Path, T> work) {
    if (model instanceof RunModel.Step(LabRun run, long step)) {
      return work.apply(runs.step(run, step));
    }
    return Scratch.use(
        out.resolve("scratch"),
        directory -> {
          Path target = directory.resolve("model");
          List<String> command = new ArrayList<>(command(model));
          command.addAll(List.of("--out", target.toString()));
          JsonNode document = commands.run(command);
          if (document.has("search")) {
            told.put("chosen", document.path("forecaster").asText());
            told.put("leader", document.path("search").path("leader").asText());
            told.put("accepted", document.path("search").path("accepted").asBoolean());
          }
          return work.apply(target);
        });
  }

  private List<String> command(RunModel model) {
    return switch (model) {
      case RunModel.Step step -> throw new IllegalArgumentException(step + " is there");
      case RunModel.Part part -> {
        List<String> command =
            about(
                "reconstruct",
                part.run(),
                "--step",
                Long.toString(part.step()),
                "--rank",
                part.rank(),
                "--scale",
                part.scale());
        if (!part.modules().isEmpty()) {
          command.addAll(List.of("--modules", String.join(",", part.modules())));
        }
        yield command;
      }
      case RunModel.PaperTarget target ->
          about(
              "predict",
              target.run(),
              "--window",
              target.window(),
              "--forecaster",
              target.forecaster(),
              "--target-accuracy",
              Double.toString(series(target.run()).scores().getLast().accuracy()));
      case RunModel.Searched searched ->
          about(
              "predict",
              searched.run(),
              "--window",
              searched.window(),
              "--search",
              searched.run().task(),
              "--candidates",
              String.join(",", searched.candidates()),
              "--first-round",
              Integer.toString(scale.firstRound()),
              "--confirm",
              Integer.toString(scale.confirm()));
    };
  }

  private ScoreSeries series(LabRun run) {
    return ScoresFile.read(runs.directory(run).resolve("scores.csv"));
  }

  private ObjectNode scores(LabRun run) {
    ObjectNode result = JSON.createObjectNode();
    ArrayNode pairs = result.putArray("scores");
    for (Score score : series(run).scores()) {
      pairs.addArray().add(score.step()).add(score.accuracy());
    }
    return result;
  }

  private ObjectNode shares(LabRun run) {
    List<String> command =
        List.of(
            "dominance",
            runs.directory(run).toString(),
            "--store",
            store(run, "factors-1%").toString(),
            "--threads",
            "1",
            "--rank",
            "1%");
    return JSON.createObjectNode().set("steps", commands.run(command).path("steps"));
  }

  private JsonNode linear(Request.Linear request) {
    return commands.run(about("linearity", request.run(), "--project", request.module()));
  }

  private ObjectNode windows(Request.Windows request) {
    Map<String, Double> r2 = new LinkedHashMap<>();
    for (JsonNode module :
        measure(new Request.Linear(request.run(), request.module())).path("modules")) {
      r2.put(module.path("name").asText(), module.path("r2").asDouble(0));
    }
    ObjectNode result = JSON.createObjectNode();
    ArrayNode rows = result.putArray("windows");
    for (ImportanceWindows.Window window : ImportanceWindows.of(r2)) {
      RunModel part =
          new RunModel.Part(request.run(), runs.last(request.run()), "1", "1", window.modules());
      rows.addObject()
          .put("first", window.first())
          .put("modules", window.modules().size())
          .put("meanR2", window.meanR2())
          .set("accuracy", accuracyOf(part, scale.problems()));
    }
    return result;
  }

  private JsonNode accuracyOf(RunModel model, int problems) {
    return measure(new Request.Accuracy(model, problems)).path("accuracy");
  }

  private JsonNode behaviour(RunModel model) {
    return made(
        model,
        JSON.createObjectNode(),
        directory -> {
          ObjectNode found =
              (ObjectNode)
                  commands.run(
                      List.of(
                          "behaviour",
                          directory.toString(),
                          "--base",
                          runs.step(model.run(), 0).toString(),
                          "--benchmark",
                          model.run().task(),
                          "--limit",
                          Integer.toString(scale.behaviourProblems()),
                          "--prefixes",
                          PREFIXES));
          double shift = found.path("embedding_shift").path("mean").asDouble();
          found.put("mean_embedding_shift", shift);
          found.remove(List.of("embedding_shift", "model", "base"));
          return found;
        });
  }

  private ObjectNode rank(Request.RankNeeded request) {
    LabRun run = request.run();
    int problems = scale.rankProblems();
    double base = accuracyOf(new RunModel.Step(run, 0), problems).asDouble();
    double full = accuracyOf(new RunModel.Step(run, runs.last(run)), problems).asDouble();
    ObjectNode result = JSON.createObjectNode().put("base", base).put("full", full);
    if (Double.isNaN(new Retained(full, base, full).gain())) {
      return result; // nothing was gained, so that no rank keeps it
    }
    SmallestRank found =
        SmallestRank.search(
            run.size().width(),
            request.bound(),
            rank -> {
              RunModel part = RunModel.Part.of(run, runs.last(run), Integer.toString(rank));
              return new Retained(accuracyOf(part, problems).asDouble(), base, full).gain();
            });
    result.put("rank", found.rank());
    ObjectNode tried = result.putObject("tried");
    found.tried().forEach((rank, share) -> tried.put(Integer.toString(rank), share));
    return result;
  }
}
