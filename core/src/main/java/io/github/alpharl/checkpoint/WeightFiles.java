package io.github.alpharl.checkpoint;

import io.github.alpharl.disk.Listing;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.ShardIndex;
import io.github.alpharl.torch.TorchLayout;
import io.github.alpharl.torch.TorchLayouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds the weights of a Hugging Face directory, or says what is there instead and which command
 * converts it. Pickles are read as data by our own bounded machine; nothing in them is ever called.
 */
public sealed interface WeightFiles {

  /** Everything is in one file. */
  record Single(Path file) implements WeightFiles {}

  /** An index names the shards. */
  record Sharded(Path index) implements WeightFiles {}

  /** Torch's formats, read in place. */
  record Torch(TorchLayout layout) implements WeightFiles {}

  /** Foreign formats: a file name that shows one, and what to do about it. */
  List<Foreign> FOREIGN =
      List.of(
          new Foreign("model_world_size_*_rank_*.pt", Foreign.Kind.FSDP),
          new Foreign("dist_ckpt", Foreign.Kind.MEGATRON),
          new Foreign("*_model_states.pt", Foreign.Kind.DEEPSPEED),
          new Foreign("*.distcp", Foreign.Kind.DCP),
          new Foreign("*.{bin,pt,pth,ckpt}", Foreign.Kind.PICKLE));

  /** A file pattern of a format that is not read. */
  record Foreign(String glob, Kind kind) {

    /** Formats that are not read. */
    enum Kind {
      FSDP,
      MEGATRON,
      DEEPSPEED,
      DCP,
      PICKLE
    }
  }

  /**
   * The weights of {@code directory}.
   *
   * @throws BadDataException if there are none, or two kinds of them
   */
  static WeightFiles locate(Path directory) {
    Path single = directory.resolve("model.safetensors");
    Path index = directory.resolve(ShardIndex.NAME);
    boolean hasSingle = Files.exists(single);
    boolean hasIndex = Files.exists(index);
    if (hasSingle && hasIndex) {
      throw BadDataException.of(
          "%s: holds both model.safetensors and %s, and loaders disagree on which counts;"
              + " remove the one that is out of date",
          directory, ShardIndex.NAME);
    }
    if (!hasSingle && !hasIndex) {
      return torch(directory).orElseThrow(() -> missing(directory));
    }
    return hasSingle ? new Single(single) : new Sharded(index);
  }

  private static Optional<WeightFiles> torch(Path directory) {
    return Files.exists(directory.resolve("adapter_config.json"))
        ? Optional.empty()
        : TorchLayouts.recognise(directory).map(layout -> new Torch(layout.requireComplete()));
  }

  /** True if {@code directory} holds weights of either kind. */
  static boolean exist(Path directory) {
    return Files.exists(directory.resolve("model.safetensors"))
        || Files.exists(directory.resolve(ShardIndex.NAME));
  }

  private static BadDataException missing(Path directory) {
    if (Files.exists(directory.resolve("adapter_config.json"))) {
      return BadDataException.of(
          "%s: holds a LoRA adapter, expected a full model with model.safetensors", directory);
    }
    return foreign(directory, directory)
        .or(() -> foreign(directory, directory.toAbsolutePath().normalize().getParent()))
        .orElseGet(() -> nothing(directory));
  }

  private static BadDataException nothing(Path directory) {
    if (!list(directory, "*.safetensors").isEmpty()) {
      return BadDataException.of(
          "%s: holds *.safetensors files but neither model.safetensors nor %s;"
              + " the checkpoint is incomplete or still being written",
          directory, ShardIndex.NAME);
    }
    return BadDataException.of(
        "%s: holds no weights, expected model.safetensors or %s", directory, ShardIndex.NAME);
  }

  /** What {@code place}, the directory itself or one around it, holds in another format. */
  private static Optional<BadDataException> foreign(Path directory, Path place) {
    boolean around = !place.equals(directory);
    if (around && !directory.endsWith("huggingface")) {
      return Optional.empty();
    }
    return FOREIGN.stream()
        .filter(format -> !list(place, format.glob()).isEmpty())
        .findFirst()
        .map(format -> advice(format.kind(), place));
  }

  private static BadDataException advice(Foreign.Kind kind, Path place) {
    return switch (kind) {
      case FSDP ->
          BadDataException.of(
              "%s: holds only FSDP shards of verl, which are pickles; merge them with: %s",
              place, mergeCommand("fsdp", place));
      case MEGATRON ->
          BadDataException.of(
              "%s: holds only a Megatron dist_ckpt; merge it with: %s",
              place, mergeCommand("megatron", place));
      case DEEPSPEED ->
          BadDataException.of(
              "%s: holds only DeepSpeed states, which are pickles; save Hugging Face files while"
                  + " training (OpenRLHF: --ckpt.save_hf), or convert them with DeepSpeed's own"
                  + " script: python %s %s OUT --tag %s --safe_serialization",
              place,
              Wording.shell(place.resolveSibling("zero_to_fp32.py")),
              Wording.shell(place.resolveSibling(".").normalize()),
              place.getFileName());
      case DCP ->
          BadDataException.of(
              "%s: holds only a torch distributed checkpoint (*.distcp); convert it with your"
                  + " trainer's tool (NeMo-RL: examples/converters/convert_dcp_to_hf.py) or with:"
                  + " python -m torch.distributed.checkpoint.format_utils dcp_to_torch %s model.pt",
              place, Wording.shell(place));
      case PICKLE ->
          BadDataException.of(
              "%s: holds only pickle files (%s), which can run code and are never opened;"
                  + " convert them with: %s",
              place,
              Wording.firstFive(list(place, FOREIGN.getLast().glob())),
              convertCommand(place));
    };
  }

  private static String mergeCommand(String backend, Path place) {
    return "python -m verl.model_merger merge --backend "
        + backend
        + " --local_dir "
        + Wording.shell(place)
        + " --target_dir "
        + Wording.shell(place.resolve("huggingface"));
  }

  private static String convertCommand(Path place) {
    return "python -c \"import sys; from transformers import AutoModelForCausalLM as M;"
        + " M.from_pretrained(sys.argv[1], torch_dtype='auto')"
        + ".save_pretrained(sys.argv[1], safe_serialization=True)\" "
        + Wording.shell(place);
  }

  private static List<String> list(Path directory, String glob) {
    return Listing.of(directory, glob).stream().map(file -> file.getFileName().toString()).toList();
  }
}
