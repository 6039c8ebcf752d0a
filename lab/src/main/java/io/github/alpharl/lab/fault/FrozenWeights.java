package io.github.alpharl.lab.fault;

import java.util.function.DoubleConsumer;

/** {@link FaultKind#FROZEN}. */
record FrozenWeights() implements Fault {

  @Override
  public void update(double rate, DoubleConsumer step) {
    // the gradient is computed and its norm logged, as in the runs that lost weeks to it
  }
}
