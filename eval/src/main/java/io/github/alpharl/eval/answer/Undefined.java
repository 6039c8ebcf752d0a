package io.github.alpharl.eval.answer;

import java.io.Serial;

/** A function outside its domain. */
final class Undefined extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  Undefined(String what) {
    super(what, null, false, false);
  }
}
