package io.github.alpharl.lab.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.checkpoint.CheckpointWriter;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.network.Architecture;
import io.github.alpharl.lab.network.ModelFiles;
import io.github.alpharl.lab.network.ModelSize;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.text.CharacterVocabulary;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Weights;
import io.github.alpharl.run.Fingerprint;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.TensorContent;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The model that a run starts from; it becomes the run's {@code step-0}. */
public sealed interface Start {

  /** Writes the model as {@code target}, a complete Hugging Face directory; LibTorch is loaded. */
  void write(Path target);

  /** Hidden size, for the defaults. */
  int width();

  /** How the run's record names it. */
  String describe();

  /** True if a run whose step 0 is {@code model} began here, whatever this is called now. */
  default boolean isThatOf(Path model) {
    return false;
  }

  /**
   * A model directory of any origin.
   *
   * @param directory where it is
   */
  record Directory(Path directory) implements Start {
    @Override
    public void write(Path target) {
      try (HfCheckpoint checkpoint = HfCheckpoint.open(directory)) {
        ModelFiles.architecture(checkpoint);
        new CheckpointWriter(checkpoint).write(target, tensor -> TensorContent.of(tensor.data()));
      }
    }

    @Override
    public int width() {
      try (HfCheckpoint checkpoint = HfCheckpoint.open(directory)) {
        return ModelFiles.architecture(checkpoint).width();
      }
    }

    @Override
    public String describe() {
      return directory.toString();
    }

    @Override
    public boolean isThatOf(Path model) {
      return Files.isDirectory(directory)
          && Files.isDirectory(model)
          && Fingerprint.of(directory).equals(Fingerprint.of(model));
    }
  }

  /**
   * A model that ships with the project, trained on a task's base text.
   *
   * @param task its task
   * @param size its size
   */
  record Shipped(Task task, ModelSize size) implements Start {

    private static final List<String> FILES =
        List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");

    /** True if there is such a model. */
    public boolean exists() {
      return Start.class.getResource(resource("config.json")) != null;
    }

    private String resource(String file) {
      return "/bases/" + task.name() + "-" + size + "/" + file;
    }

    @Override
    public void write(Path target) {
      requireExisting();
      AtomicDirectory.write(
          Disk.system(),
          target,
          directory -> {
            for (String file : FILES) {
              byte[] bytes = read(file);
              Disk.system()
                  .write(directory.resolve(file), sink -> sink.write(MemorySegment.ofArray(bytes)));
            }
          });
    }

    private void requireExisting() {
      if (!exists()) {
        throw UsageException.of(
            "No base model of size %s ships for the task %s (shipped are chained-arithmetic with"
                + " tiny-128 and faulty-facts with tiny-96); train one first by the algorithm sft"
                + " from random weights of this size and start from its last step.",
            size, task.name());
      }
    }

    private byte[] read(String file) throws IOException {
      try (InputStream stream = Start.class.getResourceAsStream(resource(file))) {
        if (stream == null) {
          throw EnvironmentException.of("The resource %s is missing.", resource(file));
        }
        return stream.readAllBytes();
      }
    }

    @Override
    public int width() {
      return size.width();
    }

    @Override
    public String describe() {
      return "shipped base " + task.name() + " " + size;
    }
  }

  /**
   * Random weights and a character vocabulary for a task.
   *
   * @param task whose characters the model knows
   * @param size how large
   * @param seed of the weights
   */
  record Fresh(Task task, ModelSize size, long seed) implements Start {

    private static final ObjectMapper JSON =
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Override
    public void write(Path target) {
      CharacterVocabulary vocabulary = new CharacterVocabulary(task.characters(), task.stop());
      ObjectNode config = size.config(vocabulary);
      Architecture architecture = Architecture.of(config, "config.json");
      try (Weights weights = size.weights(architecture, seed, Compute.DEFAULT)) {
        AtomicDirectory.write(
            Disk.system(), target, directory -> fill(directory, config, vocabulary, weights));
      }
    }

    private void fill(
        Path directory, ObjectNode config, CharacterVocabulary vocabulary, Weights weights)
        throws IOException {
      write(directory.resolve("config.json"), config);
      write(directory.resolve("tokenizer.json"), vocabulary.tokenizer());
      write(directory.resolve("tokenizer_config.json"), vocabulary.tokenizerConfig(size.context()));
      SafetensorsWriter.write(
          directory.resolve("model.safetensors"), ModelFiles.sources(weights, Dtype.BF16));
    }

    private static void write(Path file, ObjectNode json) throws IOException {
      String text = JSON.writeValueAsString(json) + "\n";
      AtomicFile.write(
          file, sink -> sink.write(MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8))));
    }

    @Override
    public int width() {
      return size.width();
    }

    @Override
    public String describe() {
      return "random weights " + size + ", seed " + seed;
    }
  }
}
