package io.github.alpharl.grade;

/** How a benchmark's answers are taken out and compared. */
public enum GradingStyle {
  /** AIME: exact integers. */
  INTEGER,
  /** MATH and anything else: equality as mathematics. */
  MATH,
  /**
   * Minerva: numbers within the precision of the gold answer, always relative; the rest as
   * mathematics.
   */
  RELATIVE,
  /** GPQA: one letter. */
  CHOICE,
  /** GSM8K: the number after {@code ####}, in the box, after "answer", or the last one. */
  NUMBER
}
