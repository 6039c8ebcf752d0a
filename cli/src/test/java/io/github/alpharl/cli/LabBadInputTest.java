package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.lab.network.ModelSize;
import io.github.alpharl.lab.run.Start;
import io.github.alpharl.lab.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code train} and {@code sample} say to models and machines that they cannot use. */
class LabBadInputTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temp;
  private Path model;

  @BeforeEach
  void writeModel() {
    model = temp.resolve("model");
    new Start.Shipped(Tasks.named("chained-arithmetic"), ModelSize.TINY_128).write(model);
  }

  private void edit(String file, Consumer<ObjectNode> change) throws IOException {
    Path path = model.resolve(file);
    ObjectNode node = (ObjectNode) JSON.readTree(path.toFile());
    change.accept(node);
    Files.writeString(path, node.toString());
  }

  private Cli.Result sample(Object prompt) {
    return Cli.run("sample", model, "--prompt", prompt, "--n", 1);
  }

  private Cli.Result train(Object... more) {
    Object[] start = {"train", "--task", "chained-arithmetic", "--model", model, "--out", out()};
    Object[] all = java.util.Arrays.copyOf(start, start.length + more.length);
    System.arraycopy(more, 0, all, start.length, more.length);
    return Cli.run(all);
  }

  private Path out() {
    return temp.resolve("run");
  }

  @Test
  void aForeignArchitectureIsNamedWithThoseThatAreSupported() throws IOException {
    edit("config.json", config -> config.putArray("architectures").add("GPT2LMHeadModel"));
    sample("3+4=").refused(3, "config.json", "GPT2LMHeadModel", "Qwen3ForCausalLM", "Llama");
    train().refused(3, "config.json", "GPT2LMHeadModel", "Qwen3ForCausalLM", "Llama");
    assertThat(out()).doesNotExist();
  }

  @Test
  void aMissingArchitectureIsSaid() throws IOException {
    edit("config.json", config -> config.remove(List.of("architectures", "model_type")));
    sample("3+4=").refused(3, "config.json", "names no architecture", "Qwen3ForCausalLM");
  }

  @Test
  void aMissingTokenizerIsSaid() throws IOException {
    Files.delete(model.resolve("tokenizer.json"));
    sample("3+4=").refused(3, "has no tokenizer.json", "copy it from the model's base");
    train().refused(3, "has no tokenizer.json");
  }

  @Test
  void aTokenizerOfAnotherModelIsRefused() throws IOException {
    edit("tokenizer.json", tokenizer -> ((ObjectNode) tokenizer.at("/model/vocab")).put("7", 1234));
    sample("7+4=").refused(3, "token id 1234", "vocabulary has 19 tokens");
  }

  @Test
  void aPromptBeyondTheContextIsRefused() {
    sample("1+".repeat(80) + "1=").refused(3, "tokens, but the model's context is 128");
  }

  @Test
  void aGuardOfLessThanNothingIsRefused() {
    train("--guard=-1").refused(2, "A guard makes 0 or more interventions, not -1.");
    assertThat(out()).doesNotExist();
  }

  @Test
  void aDivergingRunKeepsItsLastGoodCheckpointAndNamesTheStep() throws IOException {
    Path wild = temp.resolve("wild.json");
    Files.writeString(
        wild,
        """
        {"learningRate": 1e30, "gradientClip": 1e30, "optimizer": "sgd", "prompts": 2, "steps": 4,
         "saveEvery": 1, "validationProblems": 2, "testProblems": 2}
        """);
    Cli.Result result = train("--algorithm", "sft", "--config", wild, "--json", "--quiet");
    result.refused(3, "diverged at step 2", "the last good checkpoint is step-1", "learningRate");
    assertThat(out().resolve("step-1/model.safetensors")).exists();
    assertThat(out().resolve("step-2")).doesNotExist();
  }

  /** All folders that JavaCPP would unpack its natives to are below a plain file. */
  @Test
  void whereLibTorchCannotBeLoadedOnlyItsCommandsRefuse() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    Path tmp = Files.createDirectory(temp.resolve("tmp"));
    Files.createFile(tmp.resolve(".javacpp-" + System.getProperty("user.name")));
    List<String> options =
        List.of(
            "-Dorg.bytedeco.javacpp.cachedir=" + file.resolve("cache"),
            "-Duser.home=" + file,
            "-Djava.io.tmpdir=" + tmp);
    Cli.fork(options, "sample", model, "--prompt", "3+4=")
        .refused(4, "LibTorch cannot be loaded", "cachedir");
    Cli.fork(options, "train", "--task", "faulty-facts", "--out", out())
        .refused(4, "LibTorch cannot be loaded");
    assertThat(out()).doesNotExist();
    Path run = SmallRun.write(temp.resolve("small"), 10, 30);
    Cli.fork(options, "inspect", run).ok();
    Cli.fork(options, "dominance", run, "--store", temp.resolve("store")).ok();
    assertThat(temp.resolve("store")).isDirectory();
  }
}
