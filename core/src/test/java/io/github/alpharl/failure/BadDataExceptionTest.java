package io.github.alpharl.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.score.ScoresFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program learns from fields, not from sentences, where bad data are and what is wrong. */
class BadDataExceptionTest {

  @TempDir private Path temp;

  private static BadDataException refusal(Runnable reading) {
    BadDataException refused = catchThrowableOfType(BadDataException.class, reading::run);
    assertThat(refused).isNotNull();
    return refused;
  }

  @Test
  void keepsWhatItWasGiven() {
    Path file = Path.of("model.safetensors");
    BadDataException cause = BadDataException.of("inner");
    BadDataException found =
        BadDataException.because("outer", cause)
            .in(file, "model.norm.weight")
            .as(Defect.NON_FINITE)
            .by(Setting.STORE);
    assertThat(found).hasMessage("outer").hasCause(cause);
    assertThat(found.place()).contains(Place.of(file, "model.norm.weight"));
    assertThat(found.defect()).isEqualTo(Defect.NON_FINITE);
    assertThat(found.setting()).contains(Setting.STORE);
    assertThat(BadDataException.of("plain").place()).isEmpty();
    assertThat(BadDataException.of("plain").defect()).isEqualTo(Defect.DAMAGED);
  }

  @Test
  void aMissingFolderATensorAndALineAreTold() throws IOException {
    BadDataException missing = refusal(() -> HfCheckpoint.open(temp.resolve("none")).close());
    assertThat(missing.place()).contains(Place.of(temp.resolve("none")));
    assertThat(missing.defect()).isEqualTo(Defect.MISSING);

    List<Tensor> tensors = Fixtures.tensors(new Random(1), Dtype.F32, 1);
    Elements.set(Dtype.F32, tensors.getFirst().data(), 0, Double.NaN);
    try (HfCheckpoint model =
        HfCheckpoint.open(Fixtures.model(temp.resolve("m"), Fixtures.config(false), tensors))) {
      BadDataException tensor = refusal(() -> model.tensor("model.layers.9.mlp.up_proj.weight"));
      assertThat(tensor.place())
          .contains(Place.of(temp.resolve("m"), "model.layers.9.mlp.up_proj.weight"));
      assertThat(tensor.defect()).isEqualTo(Defect.MISSING);
    }

    Path scores = temp.resolve("scores.csv");
    Files.writeString(scores, "step,accuracy\n0,0.1\n10,none\n");
    BadDataException line = refusal(() -> ScoresFile.read(scores));
    assertThat(line.place()).contains(Place.of(scores, 3));
  }
}
