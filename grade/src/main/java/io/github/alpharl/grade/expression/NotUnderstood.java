package io.github.alpharl.grade.expression;

import java.io.Serial;

/** A text that is no answer in a known form, or one beyond the bounds; never seen by callers. */
public final class NotUnderstood extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  public NotUnderstood(String reason) {
    super(reason, null, false, false);
  }
}
