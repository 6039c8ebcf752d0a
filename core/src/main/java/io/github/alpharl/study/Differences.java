package io.github.alpharl.study;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.checkpoint.names.ModuleSelection;
import io.github.alpharl.difference.Comparing;
import io.github.alpharl.difference.Difference;
import io.github.alpharl.factor.StoreSettings;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.Masters;
import io.github.alpharl.run.Run;
import io.github.alpharl.run.RunPlace;
import io.github.alpharl.safetensors.Dtype;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What differs between two checkpoints, or between the neighbouring steps of a run. */
public final class Differences {

  private final Options options;
  private final StudyListener listener;
  private Optional<Masters> masters = Optional.empty();

  /**
   * How checkpoints are compared.
   *
   * @param threads tensors at a time
   * @param spectrum whether σ₁ of changed matrices is wanted
   * @param selection the tensors that are compared, by their names
   * @param type that longer floats of both are rounded to first, as a merge does
   */
  public record Options(
      int threads, boolean spectrum, ModuleSelection selection, Optional<Dtype> type) {}

  /**
   * Two checkpoints and what differs.
   *
   * @param first where one lies
   * @param second where the other lies
   * @param difference between them
   */
  public record Pair(Path first, Path second, Difference difference) {}

  /** Nothing is read yet. */
  public Differences(Options options, StudyListener listener) {
    this.options = options;
    this.listener = listener;
  }

  /** The first float32 masters that were found beside a shorter model. */
  public Optional<Masters> masters() {
    return masters;
  }

  /**
   * Each step of a run beside the one before, the base first.
   *
   * @throws UsageException where there is one adapter only
   */
  public List<Pair> along(Path directory, Optional<Path> base) {
    Run run =
        Run.open(
            directory,
            base.or(() -> StoreSettings.base(RunPlace.store(directory), listener::note)));
    List<Path> places = new ArrayList<>(run.steps().values());
    if (!StepCheckpoint.isAdapter(places.getFirst())) {
      places.addFirst(run.base());
    }
    if (places.size() < 2) {
      throw UsageException.of(
          "%s: has one step only, and it is an adapter; name another one to compare it with",
          run.root());
    }
    List<Pair> pairs = new ArrayList<>();
    for (int i = 1; i < places.size(); i++) {
      pairs.add(between(places.get(i - 1), places.get(i), run.adapter()));
    }
    return pairs;
  }

  /** Two models, or two adapters. */
  public Pair between(Path a, Path b) {
    return between(a, b, Optional.empty());
  }

  private Pair between(Path a, Path b, Optional<String> adapter) {
    OptionalDouble alpha = OptionalDouble.empty();
    try (StepCheckpoint own = StepCheckpoint.openOver(a, alpha, Optional.empty(), adapter);
        StepCheckpoint other = StepCheckpoint.openOver(b, alpha, model(own), adapter);
        StudyListener.Work work = listener.begin("compare", "bytes", 0)) {
      StepCheckpoint first = Masters.as(own, options.type());
      StepCheckpoint second = Masters.as(other, options.type());
      masters = masters.or(() -> model(first).flatMap(model -> Masters.of(second, model)));
      Comparing comparing =
          new Comparing(options.threads(), options.spectrum(), options.selection(), work::advance);
      return new Pair(a, b, comparing.between(first, second));
    }
  }

  /** Whose config.json counts where the second has none. */
  private static Optional<HfCheckpoint> model(StepCheckpoint first) {
    return first instanceof HfCheckpoint model ? Optional.of(model) : Optional.empty();
  }
}
