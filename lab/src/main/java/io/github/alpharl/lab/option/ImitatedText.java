package io.github.alpharl.lab.option;

import java.util.Locale;

/** Which of a task's texts supervised fine-tuning imitates. */
public enum ImitatedText {
  /** The text of a base, which shows the skill sometimes. */
  DEMONSTRATION,
  /** Right answers. */
  SOLUTION;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
