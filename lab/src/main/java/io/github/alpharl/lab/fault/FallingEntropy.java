package io.github.alpharl.lab.fault;

/** {@link FaultKind#ENTROPY}. */
record FallingEntropy() implements Fault {

  private static final double DOWN = 0.1;

  @Override
  public double entropyCoefficient(double asked) {
    return asked - DOWN;
  }
}
