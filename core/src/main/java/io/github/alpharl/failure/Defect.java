package io.github.alpharl.failure;

/** What is wrong with an input, so that a caller can tell "wait" from "give up". */
public enum Defect {
  /** It is still being written, or its end is missing: it may become whole. */
  INCOMPLETE,
  /** Its bytes break the rules of its format. */
  DAMAGED,
  /** Something that must be there is not. */
  MISSING,
  /** It does not fit another input: other names, shapes, types or another model. */
  MISMATCH,
  /** It is of a kind that is not read. */
  UNSUPPORTED,
  /** It holds NaN or infinite numbers where none may be. */
  NON_FINITE,
  /** It was changed or replaced while it was read. */
  CHANGED,
  /** A training that was followed diverged. */
  DIVERGED
}
