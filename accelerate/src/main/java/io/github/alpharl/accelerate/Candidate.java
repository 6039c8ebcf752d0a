package io.github.alpharl.accelerate;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.Forecasters;
import java.math.BigDecimal;

/** A model made of a leg's checkpoints that may take the place of the leg's end. */
public sealed interface Candidate {

  /**
   * W_s + (1 + f)·(W_e − W_s), W_s being the leg's start and W_e its end: forward for f above 0,
   * back for f below, the start itself for −1.
   */
  record Scaled(double factor) implements Candidate {

    /** The leg's start: the leg is undone. */
    public static final Scaled UNDO = new Scaled(-1);

    @Override
    public String name() {
      String number = BigDecimal.valueOf(factor).stripTrailingZeros().toPlainString();
      return (factor > 0 ? "f+" : "f") + number;
    }

    @Override
    public double pace() {
      return factor > 0 ? 1 + factor : CALM;
    }

    @Override
    public boolean isForward() {
      return factor > 0;
    }

    @Override
    public double distance() {
      return Math.abs(factor);
    }
  }

  /** The mean of the last {@code checkpoints} checkpoints. */
  record Average(int checkpoints) implements Candidate {

    private static final double BETWEEN = 0.75; // the middle of the leg is nearer, its start is not

    @Override
    public boolean isForward() {
      return false;
    }

    @Override
    public double distance() {
      return BETWEEN;
    }

    @Override
    public String name() {
      return "average" + checkpoints;
    }

    @Override
    public double pace() {
      return CALM;
    }
  }

  /**
   * The best leg's end so far, or the run's start: for runs that have collapsed. Its place in a
   * series may be taken by another model, as evidence only asks that the model is chosen before the
   * problems.
   */
  record Return() implements Candidate {

    private static final double BEYOND = 2; // behind every candidate of the leg

    @Override
    public boolean isForward() {
      return false;
    }

    @Override
    public double distance() {
      return BEYOND;
    }

    @Override
    public String name() {
      return "best";
    }

    @Override
    public double pace() {
      return CALM * CALM;
    }
  }

  /**
   * A forecast from the leg's checkpoints.
   *
   * @param forecaster its name, one that needs no scores
   * @param reach how far beyond the leg's end, in legs
   */
  record Forecast(String forecaster, double reach) implements Candidate {

    /** Checks the forecaster's name and needs. */
    public Forecast {
      if (Forecasters.parse(forecaster).needs().scores()) {
        throw UsageException.of(
            "the forecaster '%s' needs the accuracy of every checkpoint, which a leg has not; take"
                + " relex, velocity, extrapolate or alpharl:step",
            forecaster);
      }
      if (!(reach > 0) || Double.isInfinite(reach)) {
        throw UsageException.of("a forecast must reach over 0 legs, not %s", reach);
      }
    }

    /** The candidate {@code NAME@REACH}. */
    public static Forecast parse(String text) {
      int at = text.lastIndexOf('@');
      try {
        return new Forecast(
            text.substring(0, Math.max(0, at)), Double.parseDouble(text.substring(at + 1)));
      } catch (NumberFormatException e) {
        throw UsageException.because(
            "a forecast is named like relex@1, a forecaster and its reach in legs, not " + text, e);
      }
    }

    @Override
    public String name() {
      return forecaster.replace(':', '-')
          + "@"
          + BigDecimal.valueOf(reach).stripTrailingZeros().toPlainString();
    }

    @Override
    public boolean isForward() {
      return true;
    }

    @Override
    public double distance() {
      return reach;
    }

    @Override
    public double pace() {
      return 1 + reach;
    }
  }

  /** What a step back multiplies the learning rate by. */
  double CALM = 0.5;

  /** Unique among those of one run. */
  String name();

  /** True where it goes on in the leg's direction, false where it goes back. */
  boolean isForward();

  /** How far from the leg's end it lies, in legs. */
  double distance();

  /** What its acceptance says of the pace: a factor, above 1 where it goes forward. */
  double pace();
}
