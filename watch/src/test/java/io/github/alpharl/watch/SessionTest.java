package io.github.alpharl.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.alert.Severity;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.Signal;
import io.github.alpharl.watch.weight.WeightMeasure;
import io.github.alpharl.watch.weight.WeightRow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The fold of events into alerts, on series with planted faults. */
class SessionTest {

  private final Random random = new Random(1);
  private final Session session = new Session(1000, _ -> Optional.empty());
  private final List<Alert> alerts = new ArrayList<>();

  private Map<Signal, Double> healthy() {
    Map<Signal, Double> row = new EnumMap<>(Signal.class);
    row.put(Signal.REWARD, 0.6 + 0.02 * random.nextGaussian());
    row.put(Signal.ENTROPY, Math.exp(0.05 * random.nextGaussian()));
    row.put(Signal.REWARD_STD, 0.4 + 0.02 * random.nextGaussian());
    row.put(Signal.LENGTH, 100 * Math.exp(0.03 * random.nextGaussian()));
    row.put(Signal.GRADIENT_NORM, Math.exp(0.2 * random.nextGaussian()));
    row.put(Signal.LEARNING_RATE, 1e-5);
    return row;
  }

  private void row(long step, Map<Signal, Double> values) {
    alerts.addAll(session.metrics(new MetricRow(step, values)));
  }

  private void checkpoint(long step, double factor, boolean identical, double alignment) {
    Map<WeightMeasure, Double> values = new EnumMap<>(WeightMeasure.class);
    values.put(WeightMeasure.MLP_STEP, factor * Math.exp(0.02 * random.nextGaussian()));
    values.put(WeightMeasure.INNOVATION, factor * 0.2 * Math.exp(0.1 * random.nextGaussian()));
    alerts.addAll(session.weights(new WeightRow(step, values, 1, identical, alignment)));
  }

  private void healthy(int from, int to) {
    for (int step = from; step <= to; step++) {
      row(step, healthy());
      if (step % 2 == 0) {
        checkpoint(step, 1, false, 0.99);
      }
    }
  }

  @Test
  void aHealthyRunIsLeftAlone() {
    healthy(1, 300);
    assertThat(alerts).isEmpty();
    assertThat(session.attempts()).containsExactly(new Attempt(1, 1, 300, 300));
    assertThat(session.lastGood()).isEqualTo(OptionalLong.of(300));
  }

  @Test
  void oneChannelIsANoticeAndASecondGroupMakesItAnAlarm() {
    healthy(1, 60);
    checkpoint(61, 20, false, 0.99);
    assertThat(alerts).isNotEmpty().allMatch(alert -> alert.severity() == Severity.NOTICE);
    assertThat(alerts.getFirst().step()).isEqualTo(61);
    assertThat(alerts.getFirst().lastGood()).isEqualTo(OptionalLong.of(60));
    assertThat(alerts.getFirst().evidence().orElseThrow()).isGreaterThan(4);
    assertThat(alerts.getFirst().falseAlarmRate()).isEqualTo(0.001);
    for (int step = 61; step < 66; step++) {
      Map<Signal, Double> row = healthy();
      row.put(Signal.REWARD, 0.2);
      row(step, row);
    }
    Alert last = alerts.getLast();
    assertThat(last.severity()).isEqualTo(Severity.ALARM);
    assertThat(last.channel()).startsWith("reward and ");
    assertThat(last.lastGood()).isEqualTo(OptionalLong.of(60));
  }

  @Test
  void entropyCountsOnlyWhereTheSpreadOfRewardsFallsToo() {
    healthy(1, 60);
    for (int step = 61; step < 70; step++) {
      Map<Signal, Double> row = healthy();
      row.put(Signal.ENTROPY, 0.2);
      row(step, row);
    }
    assertThat(alerts).isEmpty();
    for (int step = 70; step < 80; step++) {
      Map<Signal, Double> row = healthy();
      row.put(Signal.ENTROPY, 0.02 / (step - 60));
      row.put(Signal.REWARD_STD, 0.05);
      row(step, row);
    }
    assertThat(alerts).extracting(Alert::channel).contains("entropy");
  }

  @Test
  void aNotANumberIsAnAlarmAtOnceAndOnlyOnce() {
    healthy(1, 20);
    for (int step = 21; step < 24; step++) {
      Map<Signal, Double> row = healthy();
      row.put(Signal.LOSS, Double.NaN);
      row(step, row);
    }
    assertThat(alerts).hasSize(1);
    assertThat(alerts.getFirst().severity()).isEqualTo(Severity.ALARM);
    assertThat(alerts.getFirst().step()).isEqualTo(21);
    assertThat(alerts.getFirst().channel()).isEqualTo("not finite: loss");
    assertThat(alerts.getFirst().falseAlarmRate()).isZero();
  }

  @Test
  void aKeyThatVanishesIsSuspect() {
    healthy(1, 20);
    for (int step = 21; step < 25; step++) {
      Map<Signal, Double> row = healthy();
      row.remove(Signal.ENTROPY);
      row(step, row);
    }
    assertThat(alerts).extracting(Alert::channel).containsExactly("missing: entropy");
    assertThat(alerts.getFirst().severity()).isEqualTo(Severity.NOTICE);
  }

  @Test
  void weightsThatStandStillAreAnAlarmUnlessTheRateIsZero() {
    healthy(1, 10);
    checkpoint(11, 1, true, 1);
    assertThat(alerts).isEmpty();
    checkpoint(12, 1, true, 1);
    assertThat(alerts).extracting(Alert::channel).containsExactly("weights constant");
    alerts.clear();
    Map<Signal, Double> still = healthy();
    still.put(Signal.LEARNING_RATE, 0.0);
    row(13, still);
    checkpoint(13, 1, true, 1);
    checkpoint(14, 1, true, 1);
    checkpoint(15, 1, true, 1);
    assertThat(alerts).isEmpty();
  }

  @Test
  void aStepBackIsAnotherAttemptAndOtherWeightsAfterItAnAlarm() {
    healthy(1, 40);
    healthy(31, 31);
    checkpoint(32, 1, false, 0.1);
    assertThat(session.attempts())
        .containsExactly(new Attempt(1, 1, 40, 40), new Attempt(2, 31, 31, 1));
    assertThat(alerts).extracting(Alert::channel).containsExactly("resume");
    assertThat(alerts.getFirst().attempt()).isEqualTo(2);
    assertThat(alerts.getFirst().lastGood()).isEqualTo(OptionalLong.of(30));
  }

  @Test
  void alertsAreTheSameAfterJson() {
    healthy(1, 60);
    checkpoint(61, 20, false, 0.99);
    Alert alert = alerts.getFirst();
    assertThat(Alert.of(alert.json()).id()).isEqualTo(alert.id());
    assertThat(alert.json().properties().stream().map(Map.Entry::getKey))
        .contains(
            "severity",
            "step",
            "since",
            "channel",
            "evidence",
            "falseAlarmRate",
            "advice",
            "lastGood");
  }

  @Test
  void aCheckpointAheadOfTheLogIsTheNewestStepAndNoAttempt() {
    row(38, Map.of(Signal.REWARD, 0.5));
    checkpoint(40, 1, false, 1);
    assertThat(session.step()).isEqualTo(40);
    row(39, Map.of(Signal.REWARD, 0.5));
    assertThat(session.attempts()).hasSize(1);
    row(20, Map.of(Signal.REWARD, 0.5));
    assertThat(session.attempts()).hasSize(2);
    assertThat(session.step()).isEqualTo(20);
  }
}
