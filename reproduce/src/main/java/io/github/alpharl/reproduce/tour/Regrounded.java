package io.github.alpharl.reproduce.tour;

/** The part of a quickstart that trains again and is re-grounded. */
public final class Regrounded {

  /** The part's name. */
  public static final String PART = "regrounded";

  /** Its model in the table. */
  public static final String MODEL =
      "a run of " + TourSettings.WINDOWS.getFirst() + " %, re-grounded";

  private Regrounded() {}
}
