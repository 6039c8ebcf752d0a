package io.github.alpharl.watch.metric;

/**
 * Something that was passed over or chosen while a log was read.
 *
 * @param sentence what; {@code {}} stands for the number
 * @param count how often so far
 */
public record Remark(String sentence, long count) {

  /** A sentence without a number. */
  static Remark of(String sentence) {
    return new Remark(sentence, 1);
  }

  /** The sentence with its number. */
  public String text() {
    int place = sentence.indexOf("{}");
    return place < 0
        ? sentence
        : sentence.substring(0, place) + count + sentence.substring(place + 2);
  }
}
