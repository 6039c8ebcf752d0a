package io.github.alpharl.factor.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WalkOrderTest {

  @Test
  void threadsAskForTheirModulesStepByStep() {
    WalkOrder order = new WalkOrder(5, 2, 2);
    List<String> all = order.all((module, step) -> module + "/" + step);
    assertThat(all)
        .containsExactly("0/0", "1/0", "0/1", "1/1", "2/0", "3/0", "2/1", "3/1", "4/0", "4/1");
    for (int module = 0; module < 5; module++) {
      for (int step = 0; step < 2; step++) {
        assertThat(all.get(order.place(module, step))).isEqualTo(module + "/" + step);
      }
    }
  }
}
