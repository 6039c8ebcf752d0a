package io.github.alpharl.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What trainers leave on disk, and what people make of it. */
class RunLayoutsTest {

  @TempDir Path temp;
  private Path root;
  private Path base;

  @BeforeEach
  void makeBase() {
    root = temp.resolve("run");
    base = Steps.model(temp.resolve("base"));
  }

  private Run open() {
    return Run.open(root, Optional.of(base));
  }

  private Run open(String naming) {
    return Run.open(root, new Run.Known(Optional.of(base), Optional.of(naming)));
  }

  private void steps(String layout, long... steps) {
    for (long step : steps) {
      Steps.model(root.resolve(layout.replace("{N}", Long.toString(step))));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "global_step_{N}",
        "global_step_{N}/actor",
        "global_step_{N}/actor/huggingface",
        "global_step_{N}/actor/hf_model",
        "global_step_{N}/actor/model/huggingface",
        "global_step_{N}/model/huggingface",
        "global_step_{N}/huggingface",
        "global_step_{N}/hf_model",
        "global_step_{N}/policy",
        "global_step_{N}/policy/huggingface",
        "checkpoint-{N}",
        "checkpoint_{N}",
        "ckpt-{N}",
        "ckpt_{N}",
        "global_step{N}",
        "global_step{N}_hf",
        "global_step{N}/policy",
        "global_step{N}/huggingface",
        "step_{N}",
        "step_{N}/policy/weights",
        "step_{N}/policy/weights/model",
        "step_{N}/policy/weights/consolidated",
        "step_{N}/policy/weights/model/consolidated",
        "step_{N}/hf",
        "step_{N}/weights",
        "step{N}",
        "step-{N}",
        "my-run-step-{N}",
        "iter_{N}",
        "iter_{N}/hf",
        "iter_{N}/huggingface",
        "weight_v{N}",
        "epoch_{N}",
        "epoch-{N}",
        "checkpoint-epoch-{N}",
        "{N}"
      })
  void fullWeightsAreFoundWhereTrainersPutThem(String layout) {
    steps(layout, 1, 20, 3);
    Run run = open();
    assertThat(run.steps())
        .containsOnlyKeys(1L, 3L, 20L)
        .containsEntry(20L, root.resolve(layout.replace("{N}", "20")));
    assertThat(run.notes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "global_step_{N}/actor/lora_adapter in global_step_{N}/actor/huggingface",
        "global_step_{N}/actor/huggingface/lora_adapter in global_step_{N}/actor/huggingface",
        "global_step_{N}/huggingface/lora_adapter in global_step_{N}/huggingface",
        "global_step_{N}/lora_adapter in global_step_{N}/huggingface",
        "global_step_{N}/policy/lora_adapter in global_step_{N}/policy",
        "step_{N}/lora_adapters in step_{N}",
        "step_{N}/lora_adapter in step_{N}",
        "checkpoint-{N}/lora_adapter in checkpoint-{N}"
      })
  void anAdapterCountsAndNotTheModelBesideIt(String layout) {
    String[] places = layout.split(" in ");
    for (int step : new int[] {10, 20, 30}) {
      Steps.model(root.resolve(places[1].replace("{N}", "" + step)));
      Steps.adapter(root.resolve(places[0].replace("{N}", "" + step)), "base");
    }
    Run run = open();
    assertThat(run.steps().get(20L)).isEqualTo(root.resolve(places[0].replace("{N}", "20")));
    assertThat(run.notes())
        .singleElement()
        .asString()
        .startsWith("steps 10, 20, 30: the adapter " + run.steps().get(10L) + " counts")
        .contains("is not read", "the others alike");
  }

  @Test
  void anUnreadableAdapterDoesNotGiveWayToTheModelBesideIt() {
    steps("global_step_{N}/actor/huggingface", 1, 2);
    Path adapter = Steps.adapter(root.resolve("global_step_1/actor/lora_adapter"), "base");
    Fixtures.write(adapter.resolve("adapter_model.safetensors"), "cut");
    Run run = open();
    assertThat(run.steps()).containsOnlyKeys(2L);
    assertThat(run.notes())
        .singleElement()
        .asString()
        .contains("step 1 is skipped", "lora_adapter");
  }

  @Test
  void anAdapterMayHaveAName() {
    Steps.adapter(root.resolve("checkpoint-5/policy"), "base");
    Steps.adapter(root.resolve("checkpoint-9/policy"), "base");
    Steps.adapter(root.resolve("checkpoint-9/reference"), "base");
    Run run = open();
    assertThat(run.steps()).containsOnlyKeys(5L);
    assertThat(StepCheckpoint.adapterDirectory(run.steps().get(5L)))
        .contains(root.resolve("checkpoint-5/policy"));
    assertThat(run.notes())
        .singleElement()
        .asString()
        .contains("step 9 is skipped", "holds several adapters (policy, reference)");
  }

  /** As axolotl and LLaMA-Factory leave it: what the training ended with, in the run's folder. */
  @Test
  void aFinalAdapterInTheRunsFolderIsNoStep() {
    Steps.adapter(root, "base");
    Steps.adapter(root.resolve("checkpoint-10"), "base");
    Steps.adapter(root.resolve("checkpoint-20"), "base");
    Run run = open();
    assertThat(run.steps())
        .containsOnlyKeys(10L, 20L)
        .containsEntry(20L, root.resolve("checkpoint-20"));
  }

  /** NeMo-RL leaves the shards of its ranks beside the model that it put together. */
  @Test
  void theConsolidatedModelCountsBeforeTheShardsBesideIt() {
    steps("step_{N}/policy/weights/model/consolidated", 10);
    Path shards = root.resolve("step_10/policy/weights/model");
    Fixtures.write(shards.resolve("shard-00001-model-00001-of-00002.safetensors"), "x");
    Fixtures.write(shards.resolve("shard-00002-model-00001-of-00002.safetensors"), "x");
    Run run = open();
    assertThat(run.steps()).containsEntry(10L, shards.resolve("consolidated"));
    assertThat(run.notes()).isEmpty();
  }

  @Test
  void oneStepUnderTwoSpellingsIsRefused() {
    steps("checkpoint-{N}", 10, 20);
    Steps.model(root.resolve("checkpoint-010"));
    assertThatThrownBy(this::open)
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("step 10 occurs twice, as " + root.resolve("checkpoint-010"))
        .hasMessageContaining("list the steps in a run.json");
  }

  /** prime-rl and slime name the trainer's state like steps; that holds no weights. */
  @Test
  void theFolderOfWeightsIsNamedAndNotThatOfTheTrainersState() {
    steps("broadcasts/step_{N}", 10, 20);
    Fixtures.write(root.resolve("broadcasts/step_10/STABLE"), "");
    Fixtures.write(root.resolve("broadcasts/step_20/STABLE"), "");
    Fixtures.write(root.resolve("checkpoints/step_10/trainer/__0_0.distcp"), "x");
    assertThatThrownBy(this::open)
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining(
            "these folders do: " + root.resolve("broadcasts") + " (2 of step_{N}); give one");
    assertThat(Run.open(root.resolve("broadcasts"), Optional.of(base)).steps())
        .containsOnlyKeys(10L, 20L);
  }

  @Test
  void epochsThatCountFromZeroAreNotTakenForTheBase() {
    steps("epoch_{N}", 0, 1, 2);
    Run run = open();
    assertThat(run.steps()).containsOnlyKeys(1L, 2L, 3L);
    assertThat(run.steps().get(1L)).endsWithRaw(Path.of("epoch_0"));
    assertThat(run.notes()).singleElement().asString().contains("epochs count from 1 here");
    assertThatThrownBy(() -> Run.open(root, Optional.empty()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("give the base");
  }

  @Test
  void aPlainZeroIsTheBaseAndThatIsSaid() {
    steps("{N}", 0, 10);
    Run run = Run.open(root, Optional.empty());
    assertThat(run.base()).isEqualTo(root.resolve("0"));
    assertThat(run.notes()).singleElement().asString().contains("is taken for the base", "slime");
  }

  @Test
  void whatIsWrittenLastMarksAWholeStep() {
    steps("step_{N}", 10, 20, 30);
    Fixtures.write(root.resolve("step_10/STABLE"), "");
    Fixtures.write(root.resolve("step_20/STABLE"), "");
    Run run = open();
    assertThat(run.steps()).containsOnlyKeys(10L, 20L);
    assertThat(run.notes()).singleElement().asString().contains("step 30 is skipped", "no STABLE");
  }

  private void trackerSays(String step, long age) {
    Steps.age(Fixtures.write(root.resolve("latest_checkpointed_iteration.txt"), step + "\n"), age);
  }

  private void written(long step, long ago) {
    Path file = root.resolve("global_step_" + step + "/actor/huggingface/model.safetensors");
    Steps.age(file, ago);
    Steps.age(file.resolveSibling("config.json"), ago);
  }

  @Test
  void aStepBeyondAnOlderTrackerIsBeingWritten() {
    steps("global_step_{N}/actor/huggingface", 10, 20);
    written(10, 60);
    trackerSays("10", 30);
    Run run = open();
    assertThat(run.steps()).containsOnlyKeys(10L);
    assertThat(run.notes()).singleElement().asString().contains("step 20 is skipped", "wait");
  }

  @Test
  void aTrackerThatWasSetBackDoesNotHoldStepsForEver() {
    steps("global_step_{N}/actor/huggingface", 10, 20, 30);
    written(10, 300);
    written(20, 200);
    written(30, 100);
    trackerSays("10", 50);
    Run run = open();
    assertThat(run.steps()).containsOnlyKeys(10L, 20L, 30L);
    assertThat(run.notes())
        .singleElement()
        .asString()
        .startsWith("steps 20, 30: ")
        .contains("counts although latest_checkpointed_iteration.txt says 10");
  }

  @Test
  void aTrackerThatIsNoLongerWrittenDoesNotHoldStepsForEver() {
    steps("global_step_{N}/actor/huggingface", 10, 20);
    written(10, 9000);
    trackerSays("10", 8000);
    written(20, 1000);
    assertThat(open().steps()).containsOnlyKeys(10L, 20L);
  }

  @Test
  void aTrackerAheadOfTheLastStepIsSpokenOf() {
    steps("global_step_{N}/actor/huggingface", 10, 20);
    trackerSays("30", 50);
    Run run = open();
    assertThat(run.steps()).containsOnlyKeys(10L, 20L);
    assertThat(run.notes())
        .singleElement()
        .asString()
        .isEqualTo(
            root.resolve("latest_checkpointed_iteration.txt")
                + " says 30, but the last step here is global_step_20: what came after it was"
                + " deleted or not copied, and does not count");
    trackerSays("20", 50);
    assertThat(open().notes()).isEmpty();
  }

  @Test
  void leftoversOfBeforeAResumeAreNotMixedWithWhatCameAfter() {
    steps("global_step_{N}/actor/huggingface", 10, 20, 30);
    written(10, 300);
    written(30, 200);
    written(20, 100);
    trackerSays("20", 50);
    Run run = open();
    assertThat(run.steps()).containsOnlyKeys(10L, 20L);
    assertThat(run.notes())
        .singleElement()
        .asString()
        .contains("step 30 is skipped", "leftover of before a resume");
  }

  @Test
  void linksAreFollowedOnceAndDeadOnesNamed() {
    steps("checkpoint-{N}", 40);
    Steps.link(root.resolve("checkpoint-70"), Path.of("checkpoint-40"));
    Steps.link(root.resolve("checkpoint-80"), Path.of("gone"));
    Steps.link(root.resolve("latest"), Path.of("checkpoint-40"));
    Steps.link(root.resolve("checkpoint-90"), Steps.model(temp.resolve("elsewhere")));
    Run run = open();
    assertThat(run.steps()).containsOnlyKeys(40L, 90L);
    assertThat(run.notes())
        .satisfiesExactlyInAnyOrder(
            note -> assertThat(note).contains("step 70 is skipped", "is a link to"),
            note -> assertThat(note).contains("step 80 is skipped", "gone, which is not there"));
  }

  @Test
  void numbersThatAreNoneAndCopiesAreLeftOut() {
    steps("checkpoint-{N}", 40, 9_000_000_000_000L);
    for (String other :
        List.of(
            "checkpoint-best",
            "checkpoint-last",
            "final",
            "checkpoint-40-merged",
            "old_checkpoint-50",
            "checkpoint-60.bak",
            "copy of checkpoint-30")) {
      Steps.model(root.resolve(other));
    }
    Steps.model(root.resolve("checkpoint-99999999999999999999"));
    Run run = open();
    assertThat(run.steps()).containsOnlyKeys(40L, 9_000_000_000_000L);
    assertThat(run.notes()).singleElement().asString().contains("more than 18 digits");
  }

  @Test
  void twoNamesInOneFolderAreAskedAbout() {
    steps("grpo-step-{N}", 10, 30);
    steps("sft-step-{N}", 20, 40);
    assertThatThrownBy(this::open)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("grpo-step-{N} (steps 10, 30) and sft-step-{N} (steps 20, 40)");
    assertThat(open("sft-step-{N}").steps()).containsOnlyKeys(20L, 40L);
    assertThatThrownBy(() -> open("dpo-step-{N}"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("holds no step named dpo-step-{N}: grpo-step-{N}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "my-exp_lr1e-6_step{N} | my-exp_lr1e-6_step10 | my-exp_lr1e-6_step20",
        "Step_{N} | Step_10 | Step_20",
        "ckpt.{N} | ckpt.10/actor/huggingface | ckpt.20/actor/huggingface",
        "epoch=*-step={N} | epoch=1-step=10 | epoch=2-step=20",
        "*_step_{N} | 20261128_step_10 | 20261129_step_20"
      })
  void stepsOfNoTrainersNameAreReadUnderTheNameThatTheRefusalGives(
      String naming, String first, String second) {
    Steps.model(root.resolve(first));
    Steps.model(root.resolve(second));
    assertThatThrownBy(this::open)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("but weights in " + Path.of(first).getName(0))
        .hasMessageContaining("name its steps, as '" + naming + "' where {N} is the step");
    assertThat(open(naming).steps()).containsOnlyKeys(10L, 20L);
    assertThat(open(naming).steps().get(20L)).endsWithRaw(Path.of(second));
    String list = "{\"steps\": \"" + naming + "\"}";
    assertThatThrownBy(this::open)
        .hasMessageEndingWith("or for good in " + root.resolve("run.json") + " as " + list);
    Fixtures.write(root.resolve("run.json"), list);
    assertThat(open().steps()).containsOnlyKeys(10L, 20L);
    assertThatThrownBy(() -> open(naming))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith("besides; give one or the other");
  }

  @Test
  void aListIsShownAsItMustBeWrittenForNamesWithQuotationMarks() {
    steps("my \"best\" {N}", 10, 20);
    String list = "{\"steps\": \"my \\\"best\\\" {N}\"}";
    assertThatThrownBy(this::open)
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith(" as " + list);
    Fixtures.write(root.resolve("run.json"), list);
    assertThat(open().steps()).containsOnlyKeys(10L, 20L);
  }

  @Test
  void aListThatNamesStepsTakesNewOnesAndTellsWhatItFoundInstead() {
    steps("ckpt.{N}", 10);
    Path list = Fixtures.write(root.resolve("run.json"), "{\"steps\": \"ckpt.{N}\"}");
    assertThat(open().steps()).containsOnlyKeys(10L);
    steps("ckpt.{N}", 20);
    assertThat(open().steps()).containsOnlyKeys(10L, 20L);
    assertThat(open().isListed()).as("no other step belongs to it").isFalse();
    Fixtures.write(list, "{\"steps\": {\"10\": \"ckpt.10\"}}");
    assertThat(open().isListed()).isTrue();
    Fixtures.write(list, "{\"steps\": \"ckpt.N\"}");
    assertThatThrownBy(this::open)
        .isInstanceOf(BadDataException.class)
        .hasMessage(list + ": steps: 'ckpt.N' has no {N}, which stands for the step's number");
    steps("checkpoint-{N}", 10);
    Fixtures.write(list, "{\"steps\": \"chkpt-{N}\"}");
    assertThatThrownBy(this::open)
        .isInstanceOf(BadDataException.class)
        .hasMessageStartingWith(list + ": steps: " + root + ": holds no step named chkpt-{N}");
  }

  @Test
  void stepsWithoutANumberAreAskedForInAList() throws IOException {
    Steps.model(root.resolve("best"));
    Steps.model(root.resolve("final"));
    assertThatThrownBy(this::open)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("weights in best, final; say in " + root.resolve("run.json"))
        .hasMessageContaining("as {\"steps\": {\"10\": \"best\"}}");
    Files.writeString(root.resolve("run.json"), "{\"steps\": {\"10\": \"best\"}}");
    assertThat(open().steps()).containsOnlyKeys(10L);
  }

  @Test
  void twoLayoutsInOneFolderAreAskedAboutEvenWithTheSameSteps() {
    steps("checkpoint-{N}", 10, 20);
    steps("global_step_{N}/actor/huggingface", 10, 20);
    assertThatThrownBy(this::open)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("checkpoint-{N} (steps 10, 20) and global_step_{N} (steps 10, 20)");
    assertThat(open("checkpoint-{N}").steps().get(10L)).endsWithRaw(Path.of("checkpoint-10"));
  }

  @Test
  void aNameWithoutWeightsOrWithTheBaseAloneIsNoSecondRun() {
    steps("checkpoint-{N}", 10, 20);
    steps("step-{N}", 0);
    Fixtures.write(root.resolve("global_step20/zero_pp_rank_0_mp_rank_00_model_states.pt"), "x");
    Fixtures.write(root.resolve("2024/notes.txt"), "x");
    Run run = Run.open(root, Optional.empty());
    assertThat(run.base()).isEqualTo(root.resolve("step-0"));
    assertThat(run.steps()).containsOnlyKeys(10L, 20L);
    assertThat(run.notes()).singleElement().asString().contains("DeepSpeed");
  }

  @Test
  void aFolderTooHighNamesThoseWithSteps() {
    for (String version : List.of("v0-20260101", "v1-20260102")) {
      steps("output/" + version + "/checkpoint-{N}", 10, 20);
    }
    Fixtures.write(root.resolve("checkpoints/step_10/trainer/__0_0.distcp"), "x");
    assertThatThrownBy(this::open)
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("holds no step itself, but these folders do")
        .hasMessageContaining(root.resolve("output/v0-20260101") + " (2 of checkpoint-{N})")
        .hasMessageContaining("v1-20260102")
        .hasMessageNotContaining("step_{N}");
    assertThatThrownBy(
            () -> Run.open(root.resolve("output/v0-20260101/checkpoint-10"), Optional.of(base)))
        .hasMessageContaining("(step 10 of the run " + root.resolve("output/v0-20260101") + ")");
  }

  @Test
  void whatIsThereButNoWeightsIsSaidInOneSentenceForAllSteps() {
    steps("checkpoint-{N}", 1);
    for (int step : new int[] {10, 20, 30}) {
      Path state = root.resolve("checkpoint-" + step);
      Fixtures.write(state.resolve("rng_state_0.pth"), "x");
      Fixtures.write(state.resolve("global_step" + step + "/mp_rank_00_model_states.pt"), "x");
      Fixtures.write(state.resolve("zero_to_fp32.py"), "#");
    }
    assertThat(open().notes())
        .singleElement()
        .asString()
        .startsWith("steps 10, 20, 30 are skipped: ")
        .contains(
            "python "
                + root.resolve("checkpoint-10/zero_to_fp32.py")
                + " "
                + root.resolve("checkpoint-10")
                + " OUT --tag global_step10 --safe_serialization");
  }

  @Test
  void placeholdersAndDifferencesAreNoWeights() {
    steps("checkpoint-{N}", 1);
    Steps.model(root.resolve("checkpoint-2"), "model.safetensors", Map.of(), 0);
    Steps.model(
        root.resolve("checkpoint-3"),
        "model.safetensors",
        Map.of("delta_encoding", "xor", "base_version", "2"),
        2);
    Run run = open();
    assertThat(run.steps()).containsOnlyKeys(1L);
    assertThat(run.notes())
        .satisfiesExactly(
            note -> assertThat(note).contains("'x' is [0, 2]", "ZeRO-3", "not gathered"),
            note -> assertThat(note).contains("differences, not weights", "version is ''"));
  }
}
