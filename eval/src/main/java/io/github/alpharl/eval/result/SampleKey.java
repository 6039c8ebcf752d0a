package io.github.alpharl.eval.result;

import io.github.alpharl.eval.sampler.Sample;
import java.util.Comparator;

/** Which sample of which problem. */
record SampleKey(String problem, int index) implements Comparable<SampleKey> {

  private static final Comparator<SampleKey> ORDER =
      Comparator.comparing(SampleKey::problem).thenComparingInt(SampleKey::index);

  static SampleKey of(Sample sample) {
    return new SampleKey(sample.problem(), sample.index());
  }

  @Override
  public int compareTo(SampleKey other) {
    return ORDER.compare(this, other);
  }
}
