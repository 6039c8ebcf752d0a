package io.github.alpharl.cli.command;

/** Where everything that is no module comes from in a predicted model. */
enum RestFrom {
  /** The base. */
  BASE,
  /** The last observed step. */
  LAST,
  /** The straight line through the first and the last observed step, up to the target. */
  LINEAR
}
