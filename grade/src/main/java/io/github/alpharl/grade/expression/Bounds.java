package io.github.alpharl.grade.expression;

/** The bounds that keep every verdict short: beyond them an answer counts as not understood. */
public final class Bounds {

  /** Characters of an answer once it is taken out of its text. */
  public static final int ANSWER_CHARACTERS = 4_000;

  /** Characters at the end of a response in which an answer is looked for. */
  public static final int RESPONSE_TAIL = 200_000;

  /** Tokens of one answer. */
  public static final int TOKENS = 1_500;

  /** Nested brackets, fractions, powers. */
  public static final int DEPTH = 60;

  /** Bits of a numerator or denominator. */
  static final int BITS = 40_000;

  /** Decimal digits of the magnitude of any number met while evaluating. */
  public static final int MAGNITUDE = 10_000;

  /** Steps of one comparison; a transcendental function costs {@link #FUNCTION_STEPS}. */
  static final int STEPS = 60_000;

  /** Steps that one transcendental function costs. */
  static final int FUNCTION_STEPS = 40;

  /** Values of one list or set. */
  public static final int ITEMS = 200;

  private Bounds() {}
}
