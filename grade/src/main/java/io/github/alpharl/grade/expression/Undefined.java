package io.github.alpharl.grade.expression;

import java.io.Serial;

/** A function outside its domain. */
public final class Undefined extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  Undefined(String what) {
    super(what, null, false, false);
  }
}
