package io.github.alpharl.cli.run;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.cli.option.FloatType;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.compose.ModelExport;
import io.github.alpharl.run.CheckpointPlace;
import io.github.alpharl.run.Run;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.view.WrittenView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alpharl export}: any checkpoint as an ordinary Hugging Face folder. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description =
        "Writes any checkpoint that can be read as an ordinary Hugging Face folder: verl's and"
            + " FSDP's rank files, DCP folders and .bin files put together, an adapter merged into"
            + " its base. Streams, needs no torch, and leaves nothing half-written.",
    footer = {
      "",
      "Examples:",
      "  alpharl export checkpoints/global_step_100 --out merged",
      "  alpharl export checkpoints/my-grpo-run --step 100 --dtype bf16 --out merged",
      "  alpharl export checkpoint-200 --base Qwen/Qwen3-8B-Base --out merged"
    })
public final class Export implements Callable<Integer> {

  @Mixin private Output output;

  @Parameters(
      paramLabel = "CHECKPOINT",
      description = "The folder of a checkpoint or an adapter; with --step, that of a run.")
  private Path path;

  @Option(names = "--step", paramLabel = "N", description = "This step of the run.")
  private Long step;

  @Option(
      names = "--base",
      paramLabel = "DIR",
      description =
          "The model that it started from, a folder or a Hub's id in the cache: an adapter is merged"
              + " into it, and its config and tokenizer count where the checkpoint has none.")
  private Path base;

  @Option(
      names = "--steps-named",
      paramLabel = "NAME",
      description = "How the run's steps are called, with {N} for the number.")
  private String naming;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description =
          "The type of all float tensors: ${COMPLETION-CANDIDATES} (default: that of each).")
  private FloatType dtype;

  @Option(
      names = "--lora-alpha",
      paramLabel = "A",
      description = "Replaces lora_alpha of an adapter, which verl's merger writes as 0.")
  private Double loraAlpha;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "A new folder.")
  private Path out;

  @Override
  public Integer call() {
    Run.Known known = new Run.Known(Optional.ofNullable(base), Optional.ofNullable(naming));
    OptionalLong number = step == null ? OptionalLong.empty() : OptionalLong.of(step);
    CheckpointPlace place = CheckpointPlace.of(path, number, known);
    if (place.base().isEmpty()) {
      export(place, Optional.empty());
      return 0;
    }
    try (HfCheckpoint model = HfCheckpoint.open(place.base().get())) {
      export(place, Optional.of(model));
    }
    return 0;
  }

  private void export(CheckpointPlace place, Optional<HfCheckpoint> model) {
    OptionalDouble alpha =
        loraAlpha == null ? OptionalDouble.empty() : OptionalDouble.of(loraAlpha);
    try (StepCheckpoint checkpoint =
        StepCheckpoint.openOver(place.directory(), alpha, model, place.adapter())) {
      Optional<Dtype> type = Optional.ofNullable(dtype).map(FloatType::dtype);
      show(place, new ModelExport(checkpoint, model, type).write(out));
    }
  }

  private void show(CheckpointPlace place, ModelExport.Written written) {
    List<String> notes = new ArrayList<>(place.notes());
    notes.addAll(written.notes());
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("out", out.toString());
    document.put("kind", "checkpoint");
    document.put("from", place.directory().toString());
    document.put("tensors", written.tensors());
    document.put("bytes", written.bytes());
    document.put("typesBefore", written.types());
    document.put("dtype", dtype == null ? null : dtype.dtype().torchName());
    document.put("notes", notes);
    output.show(new WrittenView(document));
  }
}
