package io.github.alpharl.cli.word;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.study.Truncation;

/** A share of an update as it is written on the command line: {@code 95%} or {@code 95}. */
public final class EnergyShare {

  private EnergyShare() {}

  public static Truncation parse(String text) {
    String number = text.strip().replaceFirst("%$", ""); // 95% → 95
    try {
      return new Truncation.ToEnergy(Double.parseDouble(number) / 100);
    } catch (NumberFormatException e) {
      throw UsageException.because("--energy takes a share such as 95%, not '" + text + "'", e);
    }
  }
}
