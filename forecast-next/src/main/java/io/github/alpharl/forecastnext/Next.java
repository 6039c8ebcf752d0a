package io.github.alpharl.forecastnext;

import io.github.alpharl.factor.Rank1Factor;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.ForecasterText;
import io.github.alpharl.forecast.Forecasters;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.forecast.Needs;
import io.github.alpharl.forecast.Observation;
import io.github.alpharl.forecast.UpdateForecast;
import io.github.alpharl.update.Update;
import io.github.alpharl.vector.Vectors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * NExt (arXiv 2604.11446; method, section 5): the rank-1 triplets of the update from the base, W_t
 * − W₀, and of the last update, W_t − W_{t−1}, are mapped to the triplet of the next one, W_{t+h} −
 * W_t, by a network for each shape of matrix that is trained on the window; the forecast is W_T + c
 * times the next update from there. Signs are aligned over the window, which the published code
 * leaves out.
 *
 * @param horizon h in checkpoints; where empty a third of the window, as published (5 of 15)
 * @param factor c; where empty (t* − t_T)/(t_T − t_{T−h}) of the target step t*
 * @param settings of the networks
 * @param damping of the leap, 1 for none
 * @param cap longest leap in norms of the last observed update; infinite for none
 */
public record Next(
    OptionalInt horizon,
    OptionalDouble factor,
    TripletNetwork.Settings settings,
    double damping,
    double cap)
    implements Forecaster {

  /** How it is written. */
  public static final String FORM = "next[:horizon=H][:factor=C][:seed=S][:damp=D][:cap=N]";

  /** It for a list of forecasters. */
  public static final Forecasters.Family FAMILY =
      new Forecasters.Family(
          "next", Set.of("horizon=", "factor=", "seed=", "damp=", "cap="), Next::parse);

  private static final int PARTS = 3;

  private static Next parse(ForecasterText text) {
    return new Next(
        text.has("horizon") ? OptionalInt.of(text.whole("horizon", 1)) : OptionalInt.empty(),
        text.has("factor") ? OptionalDouble.of(text.number("factor", 0)) : OptionalDouble.empty(),
        TripletNetwork.Settings.STANDARD.with((long) text.number("seed", 0)),
        text.damping(),
        text.cap());
  }

  @Override
  public Needs needs() {
    return new Needs(false, 1, false);
  }

  @Override
  public Forecaster learned(List<? extends Observation> modules) {
    Map<Shape, List<TripletSeries>> byShape = new LinkedHashMap<>();
    for (Observation module : modules) {
      int ahead = horizon(module.steps().size());
      TripletSeries series = TripletSeries.of(module, ahead);
      byShape.computeIfAbsent(Shape.of(series), _ -> new ArrayList<>()).add(series);
    }
    Map<String, Rank1Factor> next = new HashMap<>();
    byShape.values().forEach(group -> next.putAll(TripletNetwork.next(group, settings)));
    return new Learned(next);
  }

  @Override
  public UpdateForecast predict(Observation window, Goal goal) {
    return learned(List.of(window)).predict(window, goal);
  }

  private int horizon(int checkpoints) {
    int ahead = horizon.orElse(Math.max(1, checkpoints / PARTS));
    if (checkpoints < ahead + 1) {
      throw UsageException.of(
          "next learns updates over %d checkpoints and needs at least %d after the base; the window"
              + " holds %d: widen it",
          ahead, ahead + 1, checkpoints);
    }
    return ahead;
  }

  private double factor(Observation window, Goal goal) {
    if (factor.isPresent()) {
      return factor.getAsDouble();
    }
    double[] times = window.times();
    int last = times.length - 1;
    double span = times[last] - times[last - horizon(times.length)];
    return (window.clock().at(goal.requireStep("next")) - times[last]) / span;
  }

  private double shortened(double leap, double last) {
    return leap * damping > cap * last ? cap * last / leap : damping;
  }

  /** With the next update of each module, u and v of unit length. */
  private final class Learned implements Forecaster {

    private final Map<String, Rank1Factor> next;

    Learned(Map<String, Rank1Factor> next) {
      this.next = next;
    }

    @Override
    public Needs needs() {
      return Next.this.needs();
    }

    @Override
    public UpdateForecast predict(Observation window, Goal goal) {
      Rank1Factor ahead = next.get(window.module());
      int count = window.steps().size();
      double leap = factor(window, goal) * ahead.sigma();
      double taken = leap * shortened(Math.abs(leap), window.trajectory().last().norm());
      Update update =
          Update.last(window.module(), count)
              .plus(
                  Update.rank1(
                      window.module(), count, Vectors.scaled(taken, ahead.u()), ahead.v()));
      return new UpdateForecast(update, Optional.empty());
    }
  }

  private record Shape(int rows, int columns) {
    static Shape of(TripletSeries series) {
      return new Shape(series.rows(), series.columns());
    }
  }
}
