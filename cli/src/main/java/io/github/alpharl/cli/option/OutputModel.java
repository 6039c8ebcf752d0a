package io.github.alpharl.cli.option;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.study.ModelOutput;
import io.github.alpharl.study.Truncation;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Mixin for commands that write a model: where, and as a checkpoint or as an adapter. */
public final class OutputModel {

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Directory to write; must not exist or be empty.")
  private Path out;

  @Option(names = "--adapter", description = "Write a LoRA adapter instead of a full checkpoint.")
  private boolean adapter;

  @Option(
      names = "--adapter-dtype",
      paramLabel = "F32|BF16|F16",
      description = "Type of the adapter's factors; by default that of the base.")
  private Dtype adapterDtype;

  @Option(
      names = "--base-name",
      paramLabel = "NAME",
      description =
          "What the adapter names as its base model; by default the base's id, if it lies in the"
              + " Hub's cache, else _name_or_path of its config.json, else its directory.")
  private String baseName;

  public boolean adapter() {
    return adapter;
  }

  /** Where the model goes and in which form. */
  public ModelOutput output() {
    return new ModelOutput(
        out,
        adapter ? ModelOutput.Form.ADAPTER : ModelOutput.Form.CHECKPOINT,
        Optional.ofNullable(adapterDtype),
        Optional.ofNullable(baseName),
        new Truncation.None());
  }
}
