package io.github.alpharl.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StepNotesTest {

  private final StepNotes notes = new StepNotes();

  @Test
  void oneReasonIsSaidOnce() {
    for (long step : new long[] {10, 20, 30}) {
      notes.skipped(step, "/run/checkpoint-00" + step + "/x: holds no weights");
      notes.add(step, "ignores 3 tensors");
    }
    notes.skipped(40, "is truncated");
    assertThat(notes.list())
        .containsExactly(
            "steps 10, 20, 30 are skipped: /run/checkpoint-0010/x: holds no weights; the others"
                + " alike",
            "steps 10, 20, 30: ignores 3 tensors",
            "step 40 is skipped: is truncated");
  }

  @Test
  void figuresThatDifferKeepReasonsApart() {
    notes.add(1, "ignores 1 tensor");
    notes.add(2, "ignores 2 tensors");
    assertThat(notes.list())
        .containsExactly("step 1: ignores 1 tensor", "step 2: ignores 2 tensors");
  }

  @Test
  void manyStepsAreShortened() {
    List<Long> steps = LongStream.rangeClosed(1, 40).map(i -> 10 * i).boxed().toList();
    assertThat(StepNotes.shown(steps)).isEqualTo("10, 20, 30 … 390, 400 (40 of them)");
  }
}
