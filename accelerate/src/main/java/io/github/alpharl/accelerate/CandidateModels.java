package io.github.alpharl.accelerate;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.compose.Rest;
import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Forecasters;
import io.github.alpharl.update.Update;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The models of a leg's candidates on disk, each written when it is first asked for, in the types
 * of the leg's end.
 *
 * @param start the model that the leg started from
 * @param end the model that it ended with
 * @param leg the leg's own checkpoints, rising; the last one is the leg's end
 * @param recent the last checkpoints, rising; the last one is the leg's end
 * @param best the model of an earlier leg that the run has fallen behind, if any
 * @param folder where models are written
 */
record CandidateModels(
    Path start, Path end, List<Path> leg, List<Path> recent, Optional<Path> best, Path folder) {

  /** Those of a leg alone, without a history. */
  CandidateModels(Path start, Path end, List<Path> leg, Path folder) {
    this(start, end, leg, List.of(), Optional.empty(), folder);
  }

  /** Those of {@code all} that can be made here. */
  List<Candidate> possible(List<Candidate> all) {
    return all.stream().filter(this::possible).toList();
  }

  private boolean possible(Candidate candidate) {
    return switch (candidate) {
      case Candidate.Scaled _ -> true;
      case Candidate.Average(int checkpoints) -> recent.size() >= checkpoints;
      case Candidate.Return() -> best.filter(Files::isDirectory).isPresent();
      case Candidate.Forecast(String forecaster, double reach) ->
          forecast().supports(Forecasters.parse(forecaster), reach);
    };
  }

  /** From the leg's checkpoints, the last of them in the precision of its end. */
  private LegForecast forecast() {
    List<Path> precise = new ArrayList<>(leg);
    precise.set(precise.size() - 1, end);
    return new LegForecast(start, precise, folder.resolve("store"));
  }

  /** The directory of {@code candidate}'s model; of the leg's end where null. */
  Path of(Candidate candidate) {
    return switch (candidate) {
      case null -> end;
      case Candidate.Scaled scaled when scaled.equals(Candidate.Scaled.UNDO) -> start;
      case Candidate.Scaled(double factor) -> scaled(place(candidate), factor);
      case Candidate.Average(int checkpoints) -> average(place(candidate), checkpoints);
      case Candidate.Return() -> best.orElseThrow();
      case Candidate.Forecast(String forecaster, double reach) ->
          forecast(place(candidate), Forecasters.parse(forecaster), reach);
    };
  }

  private Path place(Candidate candidate) {
    return folder.resolve(candidate.name());
  }

  private Path scaled(Path target, double factor) {
    if (!Files.isDirectory(target)) {
      try (HfCheckpoint from = HfCheckpoint.open(start);
          HfCheckpoint to = HfCheckpoint.open(end)) {
        // of the end 1 − (−f), and −f of the start
        write(target, to, List.of(from), new Rest.Linear(from, to, 1 + factor), -factor);
      }
    }
    return target;
  }

  private Path forecast(Path target, Forecaster forecaster, double reach) {
    if (!Files.isDirectory(target)) {
      forecast().write(target, forecaster, reach);
    }
    return target;
  }

  private Path average(Path target, int checkpoints) {
    if (!Files.isDirectory(target)) {
      List<Path> before = recent.subList(recent.size() - checkpoints, recent.size() - 1);
      List<HfCheckpoint> opened = new ArrayList<>();
      try (HfCheckpoint last = HfCheckpoint.open(end)) {
        before.forEach(path -> opened.add(HfCheckpoint.open(path)));
        double[] weights = new double[opened.size()];
        Arrays.fill(weights, 1.0 / checkpoints);
        write(target, last, opened, new Rest.Step(last), weights);
      } finally {
        opened.forEach(HfCheckpoint::close);
      }
    }
    return target;
  }

  private static void write(
      Path target, HfCheckpoint base, List<HfCheckpoint> steps, Rest rest, double... weights) {
    List<Update> updates =
        ModulePatterns.standard().modules(base).stream()
            .map(module -> Update.mixture(module.name(), weights))
            .toList();
    new ModelComposer(base, steps, updates, rest).writeCheckpoint(target);
  }

  /** Deletes all models but {@code kept}. */
  void clean(Optional<Path> kept) {
    String[] names = folder.toFile().list();
    for (String name : names == null ? new String[0] : names) {
      if (!kept.equals(Optional.of(folder.resolve(name)))) {
        AtomicDirectory.delete(folder.resolve(name));
      }
    }
    String[] left = folder.toFile().list();
    if (left != null && left.length == 0) {
      AtomicDirectory.delete(folder);
    }
  }
}
