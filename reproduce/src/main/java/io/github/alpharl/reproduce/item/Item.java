package io.github.alpharl.reproduce.item;

/** A table or figure that can be reproduced. */
public interface Item {

  /** On the command line and of its files. */
  String name();

  /** What it shows. */
  String title();

  /** What the paper's counterpart says, in a sentence or two. */
  String paper();

  /**
   * The item from the figures in {@code findings}. It is also called to find out which figures it
   * needs: then all of them are NaN.
   */
  ItemReport report(Findings findings);
}
