package io.github.alpharl.lab.option;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.alpharl.lab.fault.FaultPlan;

/**
 * What is broken on purpose. A healthy run's options do not mention it.
 *
 * @param fault which and when; null for none
 */
public record FaultOptions(@JsonInclude(JsonInclude.Include.NON_NULL) FaultPlan fault) {

  /** None. */
  public static final FaultOptions NONE = new FaultOptions(null);
}
