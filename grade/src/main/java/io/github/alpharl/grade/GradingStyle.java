package io.github.alpharl.grade;

/** How a benchmark's answers are taken out of responses and compared. */
public enum GradingStyle {
  /**
   * AIME: the answer is taken out as for {@link #MATH} and must be exactly the gold integer; a unit
   * after it is ignored, a percent sign is not.
   */
  INTEGER,

  /**
   * MATH and anything else: the last box, else an announced answer, else the last formula or
   * number; equality as mathematics, exact.
   */
  MATH,

  /**
   * Minerva: numbers within the precision of the gold answer, always relative (half a unit of its
   * last digit, no less than 0.1 % and no more than 1 %); units after a number are ignored where
   * the gold answer has none; variables are taken to be positive; the rest as mathematics.
   */
  RELATIVE,

  /**
   * GPQA: one letter, in a box, in {@code <answer>} or after "answer", of any case; two letters are
   * none.
   */
  CHOICE,

  /**
   * GSM8K: the box, then a number alone after {@code ####}, then as for {@link #MATH}. A percent
   * sign may be left out.
   */
  NUMBER
}
