package io.github.alpharl.score.tensorboard;

/** Takes the scalars of event files in the order in which they were written. */
public interface ScalarSink {

  /** An event begins; the scalars that follow belong to it. */
  void event(long step);

  /** A scalar of the event; a float of the file is widened as it is. */
  void scalar(String tag, double value);
}
