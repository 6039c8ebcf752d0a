package io.github.alpharl.lab.fault;

import java.util.function.DoubleConsumer;

/** {@link FaultKind#NAN}. */
record NotANumber() implements Fault {

  @Override
  public double gradientNorm(double norm) {
    return Double.NaN;
  }

  @Override
  public void update(double rate, DoubleConsumer step) {
    // left out, as by trainers that look at the norm first
  }
}
