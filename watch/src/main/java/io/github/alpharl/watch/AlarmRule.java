package io.github.alpharl.watch;

import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.alert.Severity;
import io.github.alpharl.watch.channel.Finding;
import io.github.alpharl.watch.channel.Group;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Makes alerts of findings. One channel is a notice; an invariant is an alarm, and so is a channel
 * that one of another group confirms close by, for which less evidence will do, as it says nothing
 * alone. A repeated alert waits, a worse one does not.
 */
final class AlarmRule {

  /** Findings within so many steps, or checkpoints, belong together. */
  private static final long NEAR_STEPS = 20;

  private static final int NEAR_CHECKPOINTS = 4;
  private static final int KEPT_CHECKPOINTS = 10_000;

  private final double rate;
  private final NavigableSet<Long> checkpoints = new TreeSet<>();
  private final Map<Group, Finding> drifts = new EnumMap<>(Group.class);
  private final Map<Group, Finding> confirmations = new EnumMap<>(Group.class);
  private final Map<String, Alert> said = new HashMap<>();
  private long suspectSince = Long.MAX_VALUE;

  AlarmRule(double rate) {
    this.rate = rate;
  }

  /** Another attempt begins at {@code step}: later checkpoints will be written again. */
  void begin(long step) {
    drifts.clear();
    confirmations.clear();
    said.clear();
    suspectSince = Long.MAX_VALUE;
    checkpoints.tailSet(step, true).clear();
  }

  /** A checkpoint is there. */
  void checkpoint(long step) {
    checkpoints.add(step);
    if (checkpoints.size() > KEPT_CHECKPOINTS) {
      checkpoints.pollFirst();
    }
  }

  /** The alerts of {@code findings}, in their order. */
  List<Alert> alerts(List<Finding> findings, int attempt) {
    List<Alert> alerts = new ArrayList<>();
    findings.forEach(finding -> alert(finding, attempt).ifPresent(alerts::add));
    return alerts;
  }

  private Optional<Alert> alert(Finding finding, int attempt) {
    Optional<Finding> witness = witness(finding);
    if (finding.tier() == Finding.Tier.CONFIRMATION && !confirms(witness)) {
      return Optional.empty();
    }
    boolean alarm = finding.tier() == Finding.Tier.INVARIANT || witness.isPresent();
    Severity severity = alarm ? Severity.ALARM : Severity.NOTICE;
    Alert alert = made(finding, witness, severity, attempt);
    if (waits(finding, alert)) {
      return Optional.empty();
    }
    said.put(finding.channel(), alert);
    witness
        .filter(_ -> finding.tier() == Finding.Tier.CONFIRMATION)
        .ifPresent(drift -> said.put(drift.channel(), alert));
    if (alarm) {
      suspectSince = Math.min(suspectSince, alert.since());
    }
    return Optional.of(alert);
  }

  private boolean waits(Finding finding, Alert alert) {
    Alert before = said.get(finding.channel());
    return before != null
        && before.severity().compareTo(alert.severity()) >= 0
        && alert.step() - before.step() <= near();
  }

  /** What speaks for a drift, or the drift that a confirmation speaks for; it is remembered. */
  private Optional<Finding> witness(Finding finding) {
    return switch (finding.tier()) {
      case DRIFT -> {
        drifts.put(finding.group(), finding);
        yield nearest(finding, drifts).or(() -> nearest(finding, confirmations));
      }
      case CONFIRMATION -> {
        confirmations.put(finding.group(), finding);
        yield nearest(finding, drifts);
      }
      default -> Optional.empty();
    };
  }

  /** True for a drift that was a notice until now. */
  private boolean confirms(Optional<Finding> drift) {
    return drift
        .map(known -> said.get(known.channel()))
        .filter(known -> known.severity() == Severity.NOTICE)
        .isPresent();
  }

  /** The nearest of {@code findings} of another group. */
  private Optional<Finding> nearest(Finding finding, Map<Group, Finding> findings) {
    return findings.values().stream()
        .filter(other -> other.group() != finding.group())
        .filter(other -> finding.step() - other.step() <= near())
        .max((a, b) -> Long.compare(a.step(), b.step()));
  }

  private long near() {
    long spacing = 1;
    if (checkpoints.size() > 1) {
      spacing = (checkpoints.last() - checkpoints.first()) / (checkpoints.size() - 1);
    }
    return Math.max(NEAR_STEPS, NEAR_CHECKPOINTS * spacing);
  }

  private Alert made(Finding finding, Optional<Finding> witness, Severity severity, int attempt) {
    long since = Math.min(finding.since(), witness.map(Finding::since).orElse(Long.MAX_VALUE));
    String channel =
        witness
            .map(other -> finding.channel() + " and " + other.channel())
            .orElse(finding.channel());
    OptionalDouble evidence = strongest(finding, witness);
    return new Alert(
        severity,
        finding.step(),
        since,
        channel,
        evidence,
        evidence.isPresent() ? rate : 0,
        finding.advice(),
        lastGood(since),
        attempt);
  }

  private static OptionalDouble strongest(Finding finding, Optional<Finding> witness) {
    return Stream.concat(Stream.of(finding), witness.stream())
        .map(Finding::evidence)
        .flatMapToDouble(OptionalDouble::stream)
        .max();
  }

  private OptionalLong lastGood(long since) {
    Long good = checkpoints.lower(Math.min(since, suspectSince));
    return good == null ? OptionalLong.empty() : OptionalLong.of(good);
  }

  /** The newest checkpoint that no alarm of this attempt casts doubt on. */
  OptionalLong lastGood() {
    return lastGood(Long.MAX_VALUE);
  }
}
