package io.github.alpharl.lab.fault;

import java.util.function.DoubleConsumer;

/** {@link FaultKind#RATE}. */
record RateFault() implements Fault {

  private static final double TIMES = 10;

  @Override
  public void update(double rate, DoubleConsumer step) {
    step.accept(TIMES * rate);
  }
}
