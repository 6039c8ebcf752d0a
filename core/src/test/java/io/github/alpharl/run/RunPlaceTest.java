package io.github.alpharl.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.checkpoint.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPlaceTest {

  @TempDir Path temp;

  @Test
  void everyListHasAStoreOfItsOwn() {
    Path list = Fixtures.write(temp.resolve("run.json"), "{}");
    Path other = Fixtures.write(temp.resolve("ablation.json"), "{}");
    assertThat(RunPlace.store(temp)).isEqualTo(temp.resolve(".alpharl"));
    assertThat(RunPlace.store(list)).isEqualTo(RunPlace.store(temp));
    assertThat(RunPlace.store(other)).isEqualTo(temp.resolve(".alpharl/list-ablation"));
    assertThat(RunPlace.home(other)).isEqualTo(temp);
    assertThat(RunPlace.name(list)).isEqualTo(temp.getFileName().toString());
    assertThat(RunPlace.name(other)).isEqualTo(temp.getFileName() + "-ablation");
  }

  @Test
  void aStampTellsThatAStepWasWrittenAgain() throws Exception {
    Path step = Steps.model(temp.resolve("checkpoint-1"));
    StepStamp first = StepStamp.of(step);
    Fixtures.write(step.resolve("results.json"), "{}");
    assertThat(StepStamp.of(step)).isEqualTo(first);
    Steps.age(step.resolve("model.safetensors"), 60);
    assertThat(StepStamp.of(step)).isNotEqualTo(first);
    StepStamp second = StepStamp.of(step);
    Files.move(step, temp.resolve("old"));
    assertThat(StepStamp.of(step).files()).isEmpty();
    Steps.model(step);
    assertThat(StepStamp.of(step)).isNotIn(first, second);
  }
}
