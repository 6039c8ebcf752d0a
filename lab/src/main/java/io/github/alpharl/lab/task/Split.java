package io.github.alpharl.lab.task;

/**
 * Which problems are for what. A problem's prompt alone decides its split, by a hash, so the three
 * are disjoint whatever the seeds: of ten problems eight train, one validates, one tests.
 */
public enum Split {
  TRAIN(1),
  VALIDATION(2),
  TEST(3);

  private final long number;

  Split(long number) {
    this.number = number;
  }

  /** Goes into the seeds of its problems. */
  long number() {
    return number;
  }

  /** The split of {@code prompt}. */
  public static Split of(String prompt) {
    long hash = 0xCBF29CE484222325L; // FNV-1a, then a finisher: neighbouring prompts differ by bits
    for (int i = 0; i < prompt.length(); i++) {
      hash = (hash ^ prompt.charAt(i)) * 0x100000001B3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
    return switch ((int) Long.remainderUnsigned(hash ^ (hash >>> 33), 10)) {
      case 0 -> VALIDATION;
      case 1 -> TEST;
      default -> TRAIN;
    };
  }
}
