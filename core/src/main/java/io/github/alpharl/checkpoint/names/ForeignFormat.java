package io.github.alpharl.checkpoint.names;

import com.google.errorprone.annotations.Immutable;
import io.github.alpharl.disk.Listing;
import io.github.alpharl.failure.Wording;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The table of formats of weights that are not read: the names of files that show each, and what to
 * do about it. The first that fits counts. States of a trainer (optimizer, scheduler, random
 * numbers) are no weights.
 */
@SuppressWarnings("ImmutableEnumChecker") // the advice is a pure function
public enum ForeignFormat {
  VERL_FSDP("model_world_size_*_rank_*.pt", ForeignFormat::verl),
  VERL_MEGATRON(
      "dist_ckpt",
      at -> "holds only a Megatron dist_ckpt; merge it with: " + merge("megatron", at)),
  DEEPSPEED("*_model_states.pt", ForeignFormat::deepSpeed),
  MEGATRON("common.pt", ForeignFormat::megatron),
  ACCELERATE("pytorch_model_fsdp_*", ForeignFormat::accelerate),
  DCP("*.distcp", ForeignFormat::distributed),
  NEMO_SHARDS("shard-*-model-*.safetensors", ForeignFormat::nemoShards),
  PICKLE("{pytorch_model*.bin,model*.bin}", at -> pickle(at, "*.bin", saveModel(at))),
  META("consolidated*.pth", _ -> original("Meta's format (consolidated*.pth), a pickle")),
  GGUF("*.gguf", _ -> original("GGUF files, which are quantised")),
  EXPORTED("*.pt2", ForeignFormat::exported),
  NPZ("weights*.npz", _ -> original("weights of MLX (*.npz)")),
  OTHER_PICKLE("*.{bin,pt,pth,ckpt}", at -> pickle(at, "*.{bin,pt,pth,ckpt}", saveModel(at)));

  /** States of trainers beside the weights, none of them weights. */
  private static final String STATES =
      "{rng_state*,scheduler*,optimizer*,optim_*,extra_state*,scaler*,training_args*,trainer_state*,"
          + "data*,dataloader*,random_states*,*optim_states*,*_loss_scale*}";

  private final String glob;
  private final Advice advice;

  ForeignFormat(String glob, Advice advice) {
    this.glob = glob;
    this.advice = advice;
  }

  /** What to say of a folder in a format. */
  @Immutable
  @FunctionalInterface
  private interface Advice {
    String of(Path at);
  }

  /** What is in {@code directory}, one level below it, or around a {@code huggingface} folder. */
  public static Optional<String> find(Path directory) {
    Stream<Path> below = Listing.of(directory, "*").stream().filter(Files::isDirectory);
    Stream<Path> around =
        directory.endsWith("huggingface")
            ? Stream.of(directory.toAbsolutePath().normalize().getParent())
            : Stream.empty();
    return Stream.of(Stream.of(directory), around, below)
        .flatMap(places -> places)
        .flatMap(place -> at(place).stream())
        .findFirst();
  }

  private static Optional<String> at(Path place) {
    return Stream.of(values()).flatMap(format -> format.in(place).stream()).findFirst();
  }

  private Optional<String> in(Path place) {
    List<String> states = names(place, STATES);
    boolean shown = names(place, glob).stream().anyMatch(name -> !states.contains(name));
    return shown ? Optional.of(place + ": " + advice.of(place)) : Optional.empty();
  }

  private static String verl(Path at) {
    if (!Files.exists(at.resolve("lora_train_meta.json"))) {
      return "holds only FSDP shards of verl that are not read; merge them with: "
          + merge("fsdp", at);
    }
    return "holds only FSDP shards of a LoRA training of verl (lora_train_meta.json); what is"
        + " missing is the adapter, which verl saves into "
        + at.resolve("lora_adapter")
        + " or its merger below its target; the model that the merger writes beside it is the"
        + " unchanged base";
  }

  private static String merge(String backend, Path at) {
    return "python -m verl.model_merger merge --backend "
        + backend
        + " --local_dir "
        + Wording.shell(at)
        + " --target_dir "
        + Wording.shell(at.resolve("huggingface"));
  }

  /** DeepSpeed's own conversion of the trainer's state in {@code checkpoint}. */
  public static String rebuild(Path checkpoint) {
    return "python -m deepspeed.utils.zero_to_fp32 "
        + Wording.shell(checkpoint)
        + " OUT --safe_serialization";
  }

  private static String deepSpeed(Path at) {
    Path around = at.resolveSibling(".").normalize();
    Path script = around.resolve("zero_to_fp32.py");
    String run = Files.exists(script) ? Wording.shell(script) : "-m deepspeed.utils.zero_to_fp32";
    boolean configured = Files.exists(around.resolve("config.json"));
    return "holds only partitions of DeepSpeed, which are cut within rows; save Hugging Face files while"
        + " training (OpenRLHF: --ckpt.save_hf), or convert them with DeepSpeed's own"
        + " script: python "
        + run
        + " "
        + Wording.shell(around)
        + (configured ? " " + Wording.shell(around) : " OUT")
        + " --tag "
        + at.getFileName()
        + " --safe_serialization";
  }

  private static String megatron(Path at) {
    return "holds only a Megatron checkpoint (torch_dist); convert it with slime's tool:"
        + " PYTHONPATH=MEGATRON-LM python tools/convert_torch_dist_to_hf.py --input-dir "
        + Wording.shell(at)
        + " --output-dir "
        + Wording.shell(at.resolve("hf"))
        + " --origin-hf-dir BASE (and save with --save-hf from now on)";
  }

  /** An archive of {@code torch.export.save}: a program with its weights, which torch loads. */
  private static String exported(Path at) {
    Path file = at.resolve(names(at, EXPORTED.glob).getFirst());
    return "holds a program that torch.export saved ("
        + file.getFileName()
        + "), not a state dict; save its weights with: python -c \"import sys, torch;"
        + " torch.save(torch.export.load(sys.argv[1]).state_dict, sys.argv[2])\" "
        + Wording.shell(file)
        + " "
        + Wording.shell(at.resolve("pytorch_model.bin"));
  }

  private static String accelerate(Path at) {
    Path shards = at.resolve(names(at, ACCELERATE.glob).getFirst());
    return "holds its weights only as shards of FSDP ("
        + shards.getFileName()
        + "); merge them with: accelerate merge-weights "
        + Wording.shell(shards)
        + " "
        + Wording.shell(at);
  }

  private static String distributed(Path at) {
    Path step = at.resolve("../..").normalize();
    if (at.endsWith("policy/weights") || at.endsWith("weights/model")) {
      Path root = at.endsWith("policy/weights") ? step : step.getParent();
      return "holds only a torch distributed checkpoint (*.distcp); convert it with NeMo-RL's tool:"
          + " uv run examples/converters/convert_dcp_to_hf.py --config "
          + Wording.shell(root.resolve("config.yaml"))
          + " --dcp-ckpt-path "
          + Wording.shell(root.resolve("policy/weights"))
          + " --hf-ckpt-path "
          + Wording.shell(root.resolve("hf"));
    }
    if (at.endsWith("trainer")) {
      return "holds only the trainer's state (*.distcp); prime-rl writes weights that are read into"
          + " weights/step_N or broadcasts/step_N of its output folder";
    }
    return "holds only a torch distributed checkpoint (*.distcp); convert it with your trainer's"
        + " tool (NeMo-RL: examples/converters/convert_dcp_to_hf.py), or turn it into a pickle with:"
        + " python -m torch.distributed.checkpoint.format_utils dcp_to_torch "
        + Wording.shell(at)
        + " model.pt, and save the tensors in it as model.safetensors";
  }

  private static String nemoShards(Path at) {
    return "holds only shards of ranks (shard-*-model-*.safetensors), each with a part of every"
        + " tensor; save with consolidation (NeMo-RL: policy/weights/model/consolidated), or"
        + " convert them with your trainer's tool (NeMo-RL: examples/converters)";
  }

  private static String original(String what) {
    return "holds only " + what + "; give the Hugging Face files of the same model";
  }

  private static String pickle(Path at, String files, String command) {
    List<String> states = names(at, STATES);
    List<String> found = names(at, files).stream().filter(name -> !states.contains(name)).toList();
    return "holds only pickle files ("
        + Wording.firstFive(found)
        + ") where no weights of a step are looked for; name this folder as the step in a run.json,"
        + " or convert them with: "
        + command;
  }

  private static String saveModel(Path at) {
    return "python -c \"import sys; from transformers import AutoModelForCausalLM as M;"
        + " M.from_pretrained(sys.argv[1], torch_dtype='auto')"
        + ".save_pretrained(sys.argv[1], safe_serialization=True)\" "
        + Wording.shell(at);
  }

  private static List<String> names(Path directory, String glob) {
    return Listing.of(directory, glob).stream().map(file -> file.getFileName().toString()).toList();
  }
}
