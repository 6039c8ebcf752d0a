package io.github.alpharl.watch.detector;

/** The upper tail of Student's t with five degrees of freedom, exact far out. */
final class StudentTail {

  private static final double SMALL = 0.01;

  private StudentTail() {}

  /**
   * P(T ≥ {@code t}). With tan φ = √5/t and t &gt; 0 it is (φ − sin φ cos φ (1 + ⅔ sin² φ))/π,
   * whose difference is 8/15·φ⁵ where φ is small.
   */
  static double above(double t) {
    if (t < 0) {
      return 1 - above(-t);
    }
    double angle = Math.atan2(Math.sqrt(5), t);
    double sine = Math.sin(angle);
    double difference =
        angle < SMALL
            ? 8.0 / 15 * Math.pow(angle, 5)
            : angle - sine * Math.cos(angle) * (1 + 2.0 / 3 * sine * sine);
    return difference / Math.PI;
  }
}
