package io.github.alpharl.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.alert.Severity;
import io.github.alpharl.watch.channel.Finding;
import io.github.alpharl.watch.channel.Group;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes a notice, what an alarm, and what is not said again. */
class AlarmRuleTest {

  private final AlarmRule rule = new AlarmRule(0.001);

  @BeforeEach
  void checkpoints() {
    for (long step = 2; step <= 28; step += 2) {
      rule.checkpoint(step);
    }
  }

  private static Finding drift(String channel, Group group, long step) {
    return found(Finding.Tier.DRIFT, channel, group, step, 4.5);
  }

  private static Finding confirmation(String channel, Group group, long step) {
    return found(Finding.Tier.CONFIRMATION, channel, group, step, 2.4);
  }

  private static Finding found(
      Finding.Tier tier, String channel, Group group, long step, double evidence) {
    return new Finding(
        tier, channel, group, step, step - 4, OptionalDouble.of(evidence), "seen; look");
  }

  private List<Alert> told(Finding finding) {
    return rule.alerts(List.of(finding), 1);
  }

  @Test
  void aConfirmationAloneSaysNothing() {
    assertThat(told(confirmation("entropy", Group.ENTROPY, 30))).isEmpty();
    assertThat(told(confirmation("reward", Group.REWARD, 31))).isEmpty();
  }

  @Test
  void aConfirmationOfAnotherGroupMakesANoticeAnAlarmOnce() {
    assertThat(told(drift("reward", Group.REWARD, 30)))
        .extracting(Alert::severity)
        .containsExactly(Severity.NOTICE);
    Alert alarm = told(confirmation("entropy", Group.ENTROPY, 33)).getFirst();
    assertThat(alarm.severity()).isEqualTo(Severity.ALARM);
    assertThat(alarm.channel()).isEqualTo("entropy and reward");
    assertThat(alarm.evidence()).as("that of the drift, which is promised").hasValue(4.5);
    assertThat(alarm.since()).isEqualTo(26);
    assertThat(alarm.lastGood()).hasValue(24);
    assertThat(told(confirmation("entropy", Group.ENTROPY, 34))).isEmpty();
    assertThat(told(confirmation("mlp step", Group.WEIGHTS, 34))).isEmpty();
    assertThat(told(drift("reward", Group.REWARD, 35))).as("is an alarm already").isEmpty();
  }

  @Test
  void anEarlierConfirmationMakesADriftAnAlarm() {
    assertThat(told(confirmation("entropy", Group.ENTROPY, 26))).isEmpty();
    assertThat(told(drift("reward", Group.REWARD, 30)))
        .extracting(Alert::severity, Alert::channel)
        .containsExactly(tuple(Severity.ALARM, "reward and entropy"));
  }

  @Test
  void itsOwnGroupOrOneLongAgoConfirmsNothing() {
    told(drift("reward", Group.REWARD, 30));
    assertThat(told(confirmation("validation", Group.REWARD, 32))).isEmpty();
    assertThat(told(confirmation("entropy", Group.ENTROPY, 51))).isEmpty();
  }

  @Test
  void anotherAttemptForgetsConfirmations() {
    told(confirmation("entropy", Group.ENTROPY, 26));
    rule.begin(20);
    assertThat(told(drift("reward", Group.REWARD, 30)))
        .extracting(Alert::severity)
        .containsExactly(Severity.NOTICE);
  }
}
