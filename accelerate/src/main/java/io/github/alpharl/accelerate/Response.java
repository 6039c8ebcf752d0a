package io.github.alpharl.accelerate;

import io.github.alpharl.failure.Setting;

/**
 * What an accepted candidate changes.
 *
 * @param control weights, learning rate or both
 * @param mostRate largest factor by which one decision raises the learning rate
 * @param ratePower the rate follows a forward candidate as (1 + f) to this power: 1 keeps the pace
 *     of the jump, ½ allows for its noise
 * @param moments of the optimizer after a jump
 */
public record Response(Control control, double mostRate, double ratePower, Moments moments) {

  /** Checks the ranges. */
  public Response {
    Settings.require(mostRate >= 1, Setting.MOST_RATE, mostRate, "at least 1");
    Settings.require(
        ratePower >= 0 && ratePower <= 1, Setting.RATE_POWER, ratePower, "between 0 and 1");
  }

  /** True where {@code accepted} takes the place of the leg's end. */
  boolean moves(Candidate accepted) {
    return control != Control.RATE || !accepted.isForward();
  }

  /** What {@code accepted} multiplies the learning rate by. */
  double rate(Candidate accepted) {
    if (control == Control.JUMP) {
      return 1;
    }
    double pace = accepted.pace();
    return pace > 1 ? Math.min(Math.pow(pace, ratePower), mostRate) : pace;
  }
}
