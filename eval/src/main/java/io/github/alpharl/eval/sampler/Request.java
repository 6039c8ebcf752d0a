package io.github.alpharl.eval.sampler;

import java.util.List;

/** The samples still wanted of one problem; none where all are there. */
public record Request(String problem, String prompt, List<Integer> indices) {

  /** Copies the list. */
  public Request {
    indices = List.copyOf(indices);
  }
}
