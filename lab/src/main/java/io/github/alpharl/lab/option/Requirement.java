package io.github.alpharl.lab.option;

import io.github.alpharl.failure.UsageException;

/** Ranges of settings: what is out of its range is named with the range and what was found. */
final class Requirement {

  private Requirement() {}

  static void require(boolean good, String setting, Object found, String expected) {
    if (!good) {
      throw UsageException.of("Option %s must be %s, found %s.", setting, expected, found);
    }
  }

  static void atLeast(int least, String setting, int found) {
    require(found >= least, setting, found, "at least " + least);
  }

  static void positive(String setting, double found) {
    require(found > 0, setting, found, "positive");
  }

  static void notNegative(String setting, double found) {
    require(found >= 0, setting, found, "at least 0");
  }

  static void finite(String setting, double found) {
    require(Double.isFinite(found), setting, found, "a finite number");
  }

  static void share(String setting, double found) {
    require(found >= 0 && found <= 1, setting, found, "in [0, 1]");
  }

  static void positiveShare(String setting, double found) {
    require(found > 0 && found <= 1, setting, found, "in (0, 1]");
  }

  /** For rates of decay, which never reach 1. */
  static void decay(String setting, double found) {
    require(found >= 0 && found < 1, setting, found, "in [0, 1)");
  }
}
