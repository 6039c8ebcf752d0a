package io.github.alpharl.spectral.kernel;

/** Sums over the entries of ΔW that one pass collects on the way; add up with {@link #add}. */
public final class Tally {

  private double sumOfSquares;
  private long unchanged;

  /** Counts one more part: its Σ ΔW² and its number of entries that are exactly zero. */
  public void add(double squares, long zeros) {
    sumOfSquares += squares;
    unchanged += zeros;
  }

  public void add(Tally other) {
    add(other.sumOfSquares, other.unchanged);
  }

  /** ‖ΔW‖², not finite when an entry is not or when a square overflows. */
  public double sumOfSquares() {
    return sumOfSquares;
  }

  /** Number of entries with ΔW = 0. */
  public long unchanged() {
    return unchanged;
  }
}
