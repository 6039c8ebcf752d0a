package io.github.alpharl.lab.run;

import static io.github.alpharl.lab.run.SmallRuns.BASE;
import static io.github.alpharl.lab.run.SmallRuns.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.option.Algorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that leave another one at a step, with a fault. */
class BranchTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private static ObjectNode changes() {
    return JSON.createObjectNode().put("steps", 3).put("saveEvery", 1);
  }

  private Trainer trainer(String name, ObjectNode changes) {
    return new Trainer(BASE, options(Algorithm.GRPO, changes), folder.resolve(name), _ -> {});
  }

  private boolean same(String one, String other, String file) throws IOException {
    return Files.mismatch(folder.resolve(one).resolve(file), folder.resolve(other).resolve(file))
        == -1;
  }

  @Test
  void aBranchIsTheRunThatHadTheFaultInItsPlanFromTheStart() throws IOException {
    trainer("healthy", changes()).train(1, 1);
    ObjectNode stale = changes().put("fault", "stale@2");
    trainer("branch", stale).branch(folder.resolve("healthy"));
    trainer("branch", stale).train(2, 1); // stopped within the fault
    trainer("branch", stale).train(3, 1);
    trainer("plain", stale).train(3, 1);
    assertThat(same("plain", "branch", "trainer-state.safetensors")).isTrue();
    assertThat(same("plain", "branch", "training.json")).isTrue();
    assertThat(same("plain", "branch", "scores.csv")).isTrue();
    assertThat(JSON.readTree(folder.resolve("branch/training.json").toFile()).at("/options/fault"))
        .hasToString("\"stale@2\"");
    assertThat(JSON.readTree(folder.resolve("healthy/training.json").toFile()).path("options"))
        .noneMatch(value -> value.asText().contains("@"));

    ObjectNode nan = changes().put("fault", "nan@2");
    trainer("nan", nan).branch(folder.resolve("healthy"));
    trainer("nan", nan).train(2, 1);
    assertThat(same("nan", "healthy", "step-1/model.safetensors")).isTrue();
    assertThat(folder.resolve("nan/metrics.jsonl")).content().contains("\"gradientNorm\":\"NaN\"");

    assertThatThrownBy(() -> trainer("nan", changes()).train(3, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("its fault is \"nan@2\", now null was asked for");
    ObjectNode other = changes().put("seed", 9);
    assertThatThrownBy(() -> trainer("other", other).branch(folder.resolve("healthy")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("a branch cannot differ in seed");
  }

  @Test
  void onlyPoliciesThatAreGradedHaveFaults() {
    ObjectNode changes = changes().put("fault", "rate@2");
    assertThatThrownBy(
            () ->
                new Trainer(BASE, options(Algorithm.SFT, changes), folder.resolve("sft"), _ -> {})
                    .train(1, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("can be given a fault, not sft");
    assertThat(folder.resolve("sft")).doesNotExist();
  }
}
