package io.github.alpharl.lab.fault;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.github.alpharl.failure.UsageException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which fault a training gets, and when. As text it is {@code NAME@STEP}.
 *
 * @param kind which
 * @param step the first one that has it, from 1
 */
public record FaultPlan(FaultKind kind, int step) {

  private static final Pattern TEXT = Pattern.compile("([a-z0-9-]+)@(\\d{1,9})"); // "rate@30"

  /** Checks the range. */
  public FaultPlan {
    if (step < 1) {
      throw UsageException.of("A fault begins at a step from 1 on, not at %d.", step);
    }
  }

  /** The plan that {@code text} names. */
  @JsonCreator
  public static FaultPlan parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw UsageException.of("A fault is NAME@STEP, as in rate@30; found \"%s\".", text);
    }
    return new FaultPlan(FaultKind.named(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  @Override
  @JsonValue
  public String toString() {
    return kind + "@" + step;
  }
}
