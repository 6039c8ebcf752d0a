package io.github.alpharl.eval.result;

import io.github.alpharl.eval.benchmark.Problem;
import io.github.alpharl.eval.sampler.Sample;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Where the line of each sample lies; twelve bytes a sample. */
final class SampleIndex {

  private static final long NOWHERE = -1;

  private final Map<String, Integer> places = new HashMap<>();
  private final long[][] starts;
  private final int[][] lengths;
  private long count;

  /** Of {@code samples} samples of each of {@code problems}. */
  SampleIndex(List<Problem> problems, int samples) {
    starts = new long[problems.size()][samples];
    lengths = new int[problems.size()][samples];
    for (int i = 0; i < problems.size(); i++) {
      places.put(problems.get(i).id(), i);
      Arrays.fill(starts[i], NOWHERE);
    }
  }

  /** Notes a sample; one that nobody asks for is left out. */
  void put(Sample sample, long start, int length) {
    Integer problem = places.get(sample.problem());
    if (problem == null || sample.index() < 0 || sample.index() >= starts[problem].length) {
      return;
    }
    count += starts[problem][sample.index()] == NOWHERE ? 1 : 0;
    starts[problem][sample.index()] = start;
    lengths[problem][sample.index()] = length;
  }

  long count() {
    return count;
  }

  long start(int problem, int sample) {
    return starts[problem][sample];
  }

  int length(int problem, int sample) {
    return lengths[problem][sample];
  }

  /** The samples of {@code problem} that are missing. */
  List<Integer> missing(int problem) {
    return IntStream.range(0, starts[problem].length)
        .filter(i -> starts[problem][i] == NOWHERE)
        .boxed()
        .toList();
  }
}
