package io.github.alpharl.eval.answer;

import java.io.Serial;

/** A text that is no answer in a known form, or one beyond the bounds; never seen by callers. */
final class NotUnderstood extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  NotUnderstood(String reason) {
    super(reason, null, false, false);
  }
}
