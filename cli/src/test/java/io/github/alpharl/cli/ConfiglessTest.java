package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real shards whose trainer wrote no config.json: that of the base counts, and that is said. */
class ConfiglessTest {

  @TempDir private Path temp;
  private Path base;
  private Path step;

  @BeforeEach
  void copy() throws IOException {
    Path real = SharedData.find("torch-shards").resolve("torch-2.14.1");
    base = Files.createDirectories(temp.resolve("base"));
    Files.copy(real.resolve("fsdp2-w3.expected.safetensors"), base.resolve("model.safetensors"));
    Files.writeString(
        base.resolve("config.json"),
        "{\"architectures\":[\"LlamaForCausalLM\"],\"model_type\":\"llama\"}");
    step = Files.createDirectories(temp.resolve("run/global_step_10/actor"));
    for (String name : List.of("model_world_size_2_rank_0.pt", "model_world_size_2_rank_1.pt")) {
      Files.copy(real.resolve("fsdp2-w2").resolve(name), step.resolve(name));
    }
  }

  @Test
  void everyCommandThatIsToldTheBaseReadsThem() {
    Cli.Result inspect = Cli.run("inspect", temp.resolve("run"), "--base", base).ok();
    assertThat(inspect.out()).contains("10  model").doesNotContain("unusable");
    Cli.Result diff = Cli.run("diff", base, step, "--exit-code").ok();
    assertThat(diff.out()).contains("equal");
    Cli.run("decompose", temp.resolve("run"), "--base", base)
        .refused(3, "is bit for bit the base"); // read, and found to be what it is
    Path out = temp.resolve("out");
    Cli.Result export = Cli.run("export", step, "--base", base, "--out", out).ok();
    assertThat(export.out()).contains("has no config.json; that of the base counts");
    assertThat(out.resolve("config.json")).hasSameTextualContentAs(base.resolve("config.json"));
  }

  @Test
  void plainFilesWithoutAConfigTakeTheBases() throws IOException {
    Path real = SharedData.find("torch-shards").resolve("torch-2.14.1");
    Path plain = Files.createDirectories(temp.resolve("plain/step_10"));
    for (String name :
        List.of("model-00001-of-00001.safetensors", "model.safetensors.index.json")) {
      Files.copy(real.resolve("dcp-hf-consolidated-w2").resolve(name), plain.resolve(name));
    }
    assertThat(Cli.run("inspect", temp.resolve("plain"), "--base", base).ok().out())
        .contains("10  model")
        .doesNotContain("unusable");
    Path out = temp.resolve("out");
    Cli.Result export = Cli.run("export", plain, "--base", base, "--out", out).ok();
    assertThat(export.out()).contains("has no config.json; that of the base counts");
    assertThat(out.resolve("config.json")).hasSameTextualContentAs(base.resolve("config.json"));
    Files.delete(base.resolve("config.json"));
    Cli.run("export", plain, "--base", base, "--out", temp.resolve("no"))
        .refused(3, "base: holds weights without a config.json");
  }

  @Test
  void withoutTheBaseTheAdviceIsToNameIt() {
    Cli.run("export", step, "--out", temp.resolve("out"))
        .refused(3, "without a config.json", "a command that is told the base takes the base's");
  }
}
