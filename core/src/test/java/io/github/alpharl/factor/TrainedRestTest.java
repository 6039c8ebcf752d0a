package io.github.alpharl.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training of all weights changed beside the modules has a norm, as numpy would have it. */
class TrainedRestTest {

  @TempDir Path temp;

  private HfCheckpoint model(String name, double embedding, double norm) {
    List<Tensor> tensors = Fixtures.tensors(new Random(3), Dtype.F32, 1);
    for (Tensor tensor : tensors) {
      if (tensor.name().equals("model.embed_tokens.weight")) {
        move(tensor, embedding);
      } else if (tensor.name().equals("model.norm.weight")) {
        move(tensor, norm);
      }
    }
    return HfCheckpoint.open(Fixtures.model(temp.resolve(name), Fixtures.config(false), tensors));
  }

  private static void move(Tensor tensor, double by) {
    for (long i = 0; i < tensor.size(); i++) {
      double was = Elements.get(tensor.dtype(), tensor.data(), i);
      Elements.set(tensor.dtype(), tensor.data(), i, was + by);
    }
  }

  @Test
  void eachTensorThatChangedHasItsNorm() {
    try (HfCheckpoint base = model("base", 0, 0);
        HfCheckpoint step = model("step", 0.5, 2)) {
      TrainedRest rest = TrainedRest.of(base, step);
      double words = base.tensor("model.embed_tokens.weight").size();
      double width = base.tensor("model.norm.weight").size();
      assertThat(rest.sampled()).isFalse();
      assertThat(rest.norms()).containsOnlyKeys("model.embed_tokens.weight", "model.norm.weight");
      assertThat(rest.norms().get("model.embed_tokens.weight"))
          .isCloseTo(0.5 * Math.sqrt(words), within(1e-6));
      assertThat(rest.norms().get("model.norm.weight"))
          .isCloseTo(2 * Math.sqrt(width), within(1e-6));
      assertThat(rest.sentence(3).orElseThrow())
          .startsWith("‖Δ‖ = ")
          .endsWith(" beside ‖Δ‖ = 3.000 of the modules");
    }
  }

  @Test
  void muchIsComparedBySamplesAndSaidToBe() {
    try (HfCheckpoint base = model("base", 0, 0);
        HfCheckpoint step = model("step", 0.5, 2)) {
      TrainedRest rest = TrainedRest.of(base, step, 0);
      double width = base.tensor("model.norm.weight").size();
      assertThat(rest.sampled()).isTrue();
      assertThat(rest.norms()).containsOnlyKeys("model.embed_tokens.weight", "model.norm.weight");
      assertThat(rest.norms().get("model.norm.weight"))
          .isCloseTo(2 * Math.sqrt(width), within(1e-6)); // each of its numbers is a sample
      assertThat(rest.sentence(3).orElseThrow()).startsWith("‖Δ‖ = about ");
    }
  }

  @Test
  void nothingIsSaidWhereNothingChanged() {
    try (HfCheckpoint base = model("base", 0, 0);
        HfCheckpoint step = model("step", 0, 0)) {
      assertThat(TrainedRest.of(base, step).sentence(1)).isEmpty();
    }
  }
}
