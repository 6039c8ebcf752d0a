package io.github.alpharl.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.UsageException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {

  private static Map<String, String> array(int id, int min, int count) {
    return Map.of(
        "SLURM_ARRAY_TASK_ID", Integer.toString(id),
        "SLURM_ARRAY_TASK_MIN", Integer.toString(min),
        "SLURM_ARRAY_TASK_COUNT", Integer.toString(count));
  }

  @Test
  void isReadFromTextAndSchedulers() {
    assertThat(Shard.parse("3/8", Map.of())).isEqualTo(new Shard(3, 8));
    assertThat(Shard.parse("auto", array(0, 0, 4))).isEqualTo(new Shard(1, 4));
    assertThat(Shard.parse("auto", array(4, 1, 4))).isEqualTo(new Shard(4, 4));
    assertThat(Shard.parse("auto/8", array(3, 3, 1))).isEqualTo(new Shard(3, 8));
    assertThat(Shard.parse("auto/8", Map.of("JOB_COMPLETION_INDEX", "0")))
        .isEqualTo(new Shard(1, 8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "0/4", "5/4", "1/0", "a/4", "auto/x", "1/2/3", "-1/4"})
  void refusesOtherTexts(String text) {
    assertThatThrownBy(() -> Shard.parse(text, Map.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("I/N");
  }

  @Test
  void saysWhatTheSchedulerDidNotGive() {
    assertThatThrownBy(() -> Shard.parse("auto/4", Map.of()))
        .hasMessageContaining("JOB_COMPLETION_INDEX");
    assertThatThrownBy(() -> Shard.parse("auto", Map.of("JOB_COMPLETION_INDEX", "1")))
        .hasMessageContaining("auto/N");
    assertThatThrownBy(() -> Shard.parse("auto/4", Map.of("JOB_COMPLETION_INDEX", "x")))
        .hasMessageContaining("'x'");
  }
}
