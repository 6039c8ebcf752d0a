package io.github.alpharl.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.factor.StoredFactors;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Forecasters;
import io.github.alpharl.forecast.Target;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.spectral.Rank;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStudyTest {

  private static final StudyOptions ONE_THREAD = StudyOptions.DEFAULT.withThreads(1);

  @TempDir private Path temp;
  private Path run;

  @BeforeEach
  void train() {
    run = temp.resolve("run");
    for (long step : List.of(0L, 10L, 20L, 30L)) {
      Fixtures.model(run.resolve("step-" + step), step + 1);
    }
  }

  private RunStudy open() {
    return RunStudy.open(run, ONE_THREAD, StudyListener.SILENT);
  }

  /**
   * A checkpoint that is open already outlives its folder; one that were opened again would not.
   */
  @Test
  void everyCheckpointIsOpenedAndFingerprintedOnce() throws IOException {
    Forecaster forecaster = Forecasters.parse("velocity");
    try (RunStudy study = open()) {
      List<Long> steps = study.prepared(new Rank.Count(1));
      String content = study.weights().content(steps);
      Files.move(run, temp.resolve("away"));
      Files.createDirectories(run);
      Files.move(temp.resolve("away/.alpharl"), run.resolve(".alpharl"));
      Path target = temp.resolve("model");
      try (ObservedWindow window =
          study.window(steps, () -> new ScoreSeries(List.of()), forecaster.needs())) {
        window
            .prediction(forecaster, new Target.ByStep(40))
            .model(RestFrom.LAST)
            .writeCheckpoint(target);
        assertThat(window.identity().lines()).hasSize(1);
      }
      assertThat(study.weights().content(steps)).isEqualTo(content);
      assertThat(target.resolve("model.safetensors")).exists();
    }
  }

  @Test
  void afterItIsClosedTheCheckpointsAreReadAnew() {
    String first;
    try (RunStudy study = open()) {
      first = study.weights().fingerprint(10);
    }
    Fixtures.model(run.resolve("step-10"), 99);
    try (RunStudy study = open()) {
      assertThat(study.weights().fingerprint(10)).isNotEqualTo(first);
      assertThat(study.weights().fingerprint())
          .isNotEqualTo(study.weights().fingerprint(20))
          .hasSize(64);
    }
  }

  @Test
  void aStoredFileThatChangesIsCheckedAgain() throws IOException {
    try (RunStudy study = open()) {
      study.prepared(new Rank.Count(1));
      assertThat(study.store()).isSameAs(study.store());
      Path file = study.store().directory().resolve("step-20.safetensors");
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length - 9] ^= 1;
      Files.delete(file);
      Files.write(file, bytes);
      assertThatThrownBy(
              () -> {
                try (StoredFactors factors = study.store().open(20)) {
                  factors.modules();
                }
              })
          .hasMessageContaining("damaged");
    }
  }
}
