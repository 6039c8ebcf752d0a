package io.github.alpharl.eval.result;

/** Is told how an evaluation goes. */
public interface EvaluationListener {

  /** Listens to nothing. */
  EvaluationListener NONE = new EvaluationListener() {};

  /** {@code done} samples are there, those of earlier runs among them. */
  default void sampled(long done) {}

  /** {@code done} samples are graded. */
  default void graded(long done) {}

  /** A sentence that people should read at once. */
  default void note(String sentence) {}
}
