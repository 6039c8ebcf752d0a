package io.github.alpharl.accelerate;

import java.math.BigDecimal;

/** A model made of a leg's checkpoints that may take the place of the leg's end. */
public sealed interface Candidate {

  /**
   * W_s + (1 + f)·(W_e − W_s), W_s being the leg's start and W_e its end: forward for f above 0,
   * back for f below, the start itself for −1.
   */
  record Scaled(double factor) implements Candidate {
    @Override
    public String name() {
      String number = BigDecimal.valueOf(factor).stripTrailingZeros().toPlainString();
      return (factor > 0 ? "f+" : "f") + number;
    }

    @Override
    public double rate(double most) {
      return factor > 0 ? Math.min(1 + factor, most) : CALM;
    }

    @Override
    public boolean isForward() {
      return factor > 0;
    }

    @Override
    public double distance() {
      return Math.abs(factor);
    }

    /** True for the leg's start: the leg is undone. */
    public boolean undoes() {
      return factor == -1;
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
    public double rate(double most) {
      return CALM;
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

  /**
   * What its acceptance says of the learning rate: a factor, at most {@code most}.
   *
   * @param most largest factor of one decision
   */
  double rate(double most);
}
