package io.github.alpharl.vector;

/** The straight line of least squares y = slope·(x − x̄) + ȳ. */
public record Line(double slope, double xMean, double yMean) {

  /** Through at least two different x. */
  public static Line through(double[] x, double[] y) {
    double xMean = Vectors.mean(x);
    double yMean = Vectors.mean(y);
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < x.length; i++) {
      xx += (x[i] - xMean) * (x[i] - xMean);
      xy += (x[i] - xMean) * (y[i] - yMean);
    }
    return new Line(xy / xx, xMean, yMean);
  }

  public double at(double x) {
    return slope * (x - xMean) + yMean;
  }
}
