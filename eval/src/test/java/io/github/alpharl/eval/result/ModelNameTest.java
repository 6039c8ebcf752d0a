package io.github.alpharl.eval.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelNameTest {

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "run/step-5, run/step-5, 5",
    "run/checkpoints/global_step_100/actor/huggingface, run/global_step_100, 100",
    "run/checkpoint-80, run/checkpoint-80, 80",
    "run/iter_0000100/hf, run/iter_0000100, 100",
    "Qwen3-8B, Qwen3-8B, -1",
    "models/final, final, -1",
    "models--org--name/snapshots/0123456789abcdef0123456789abcdef01234567, models--org--name, -1",
  })
  void aDirectoryIsCalledByWhatTellsItFromOthers(String directory, String name, long step)
      throws IOException {
    ModelName found = ModelName.of(Files.createDirectories(temp.resolve(directory)));
    assertThat(found.path()).isEqualTo(Path.of(name));
    assertThat(found.step().orElse(-1)).isEqualTo(step);
  }

  @Test
  void aNameOfAServerIsItsLastPart() {
    assertThat(ModelName.of(Path.of("Qwen/Qwen3-8B")).path()).isEqualTo(Path.of("Qwen3-8B"));
    assertThat(ModelName.of(Path.of("org/model")).path()).isEqualTo(Path.of("model"));
  }
}
