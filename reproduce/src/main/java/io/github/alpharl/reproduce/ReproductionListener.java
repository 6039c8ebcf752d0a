package io.github.alpharl.reproduce;

/** What a reproduction tells while it works, from any thread but one call at a time. */
public interface ReproductionListener {

  /** A line for the user beside the tables: what is to be done, what it took. */
  void tell(String line);

  /** How the work stands, in one line that the next one may replace. */
  void stands(String status);
}
