package io.github.alpharl.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.compose.ModelExport;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StudyListener;
import io.github.alpharl.study.StudyOptions;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Float32 masters over a bfloat16 base: of every three elements one moves, one less than a step.
 */
class MastersTest {

  @TempDir private Path temp;
  private Path run;

  @BeforeEach
  void write() {
    run = temp.resolve("run");
    List<Tensor> before = Fixtures.tensors(new Random(4), Dtype.BF16, 2);
    Fixtures.model(run.resolve("step-0"), Fixtures.config(false), before);
    List<Tensor> after = before.stream().map(MastersTest::trained).toList();
    Fixtures.model(run.resolve("step-1"), Fixtures.config(false), after);
  }

  private static Tensor trained(Tensor before) {
    byte[] bytes = new byte[(int) (4 * before.size())];
    for (int i = 0; i < before.size(); i++) {
      double factor = i % 3 == 0 ? 1 + 0x1p-6 : i % 3 == 1 ? 1 + 0x1p-12 : 1;
      Elements.set(Dtype.F32, MemorySegment.ofArray(bytes), i, factor * before.get(i));
    }
    return new Tensor(before.name(), Dtype.F32, before.shape(), MemorySegment.ofArray(bytes));
  }

  @Test
  void whatAMergeLosesIsCounted() {
    try (HfCheckpoint base = HfCheckpoint.open(run.resolve("step-0"));
        StepCheckpoint step = StepCheckpoint.open(run.resolve("step-1"))) {
      Masters found = Masters.of(step, base).orElseThrow();
      List<Tensor> matrices = base.tensors().values().stream().filter(Tensor::isMatrix).toList();
      assertThat(found.matrices()).isEqualTo(matrices.size());
      long elements = matrices.stream().mapToLong(Tensor::size).sum();
      long lost = matrices.stream().mapToLong(m -> (m.size() + 1) / 3).sum();
      long moved = matrices.stream().mapToLong(m -> (m.size() + 2) / 3).sum();
      assertThat(found.sampled()).isEqualTo(elements);
      assertThat(found.changed()).isEqualTo(moved + lost);
      assertThat(found.lost()).isEqualTo(lost);
      assertThat(found.sentence())
          .contains("float32 where the base has bfloat16", "not in a merged folder");
      assertThat(Masters.of(Masters.as(step, Optional.of(Dtype.BF16)), base)).isEmpty();
    }
  }

  @Test
  void theViewIsTheMergedFolderAndHasItsFingerprint() {
    Path merged = temp.resolve("merged");
    try (StepCheckpoint step = StepCheckpoint.open(run.resolve("step-1"))) {
      new ModelExport(step, Optional.empty(), Optional.of(Dtype.BF16)).write(merged);
    }
    Run opened = Run.open(run, Optional.empty());
    try (OpenRun plain = new OpenRun(opened, OptionalDouble.empty());
        OpenRun rounded = new OpenRun(opened, OptionalDouble.empty(), Optional.of(Dtype.BF16));
        HfCheckpoint due = HfCheckpoint.open(merged)) {
      HfCheckpoint found = (HfCheckpoint) rounded.step(1);
      assertThat(found.tensors().keySet()).isEqualTo(due.tensors().keySet());
      found.tensors().values().forEach(t -> assertThat(t.sameAs(due.tensor(t.name()))).isTrue());
      assertThat(rounded.fingerprint(1)).isEqualTo(Fingerprint.of(due));
      assertThat(plain.fingerprint(1)).isNotEqualTo(rounded.fingerprint(1));
      assertThat(plain.masters()).isPresent();
      assertThat(rounded.masters()).isEmpty();
    }
  }

  @Test
  void theStoreTellsTheViewsApart() {
    List<String> notes = new ArrayList<>();
    StudyListener listener =
        new StudyListener() {
          @Override
          public void note(String sentence) {
            notes.add(sentence);
          }
        };
    double[] sigmas = new double[2];
    for (int i = 0; i < 2; i++) {
      StudyOptions options =
          i == 0 ? StudyOptions.DEFAULT : StudyOptions.DEFAULT.withView(Dtype.BF16);
      try (RunStudy study = RunStudy.open(run, options, listener)) {
        study.tellNotes();
        assertThat(study.update(new Rank.Count(1), List.of(1L)).decomposed()).containsExactly(1L);
        try (RunFactors factors = study.factors(List.of(1L))) {
          sigmas[i] = factors.at(1).top(factors.modules().getFirst()).sigma();
        }
      }
    }
    assertThat(sigmas[0]).isNotEqualTo(sigmas[1]);
    assertThat(notes.stream().filter(note -> note.contains("not in a merged folder"))).hasSize(1);
  }
}
