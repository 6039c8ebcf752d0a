package io.github.alpharl.accelerate.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedValidationTest {

  @TempDir private Path folder;

  @Test
  void oneProcessAnswersForManyModels() throws IOException {
    Path log = folder.resolve("log");
    String server =
        "echo started >> '"
            + log
            + "'; while read line; do echo \"$line\" >> '"
            + log
            + "'; case \"$line\" in *good*) echo '[1, 1, 0]' ;; *) echo '[0, 0, 0]' ;; esac; done";
    try (ServedValidation validation = new ServedValidation("sums", server)) {
      assertThat(log).doesNotExist();
      assertThat(validation.answers(Path.of("/m/good"), 4, 3)).containsExactly(true, true, false);
      assertThat(validation.answers(Path.of("/m/bad"), 7, 3)).containsExactly(false, false, false);
      assertThat(validation.settings()).contains("sums", server);
    }
    assertThat(Files.readAllLines(log))
        .containsExactly(
            "started",
            "{\"model\":\"/m/good\",\"from\":4,\"count\":3}",
            "{\"model\":\"/m/bad\",\"from\":7,\"count\":3}");
  }

  @Test
  void aServerThatEndsOrTalksIsReported() {
    try (ServedValidation ends = new ServedValidation("x", "read line; exit 3")) {
      assertThatThrownBy(() -> ends.answers(Path.of("/m"), 0, 2))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("ended with code 3");
    }
    try (ServedValidation talks = new ServedValidation("x", "read line; echo loading; read x")) {
      assertThatThrownBy(() -> talks.answers(Path.of("/m"), 0, 1))
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining("'loading'");
    }
  }
}
