package io.github.alpharl.torch;

import static io.github.alpharl.torch.TorchLayout.Kind.DCP;
import static io.github.alpharl.torch.TorchLayout.Kind.DEEPSPEED;
import static io.github.alpharl.torch.TorchLayout.Kind.DEEPSPEED_PARTS;
import static io.github.alpharl.torch.TorchLayout.Kind.HF_SHARDS;
import static io.github.alpharl.torch.TorchLayout.Kind.INDEXED;
import static io.github.alpharl.torch.TorchLayout.Kind.MEGATRON;
import static io.github.alpharl.torch.TorchLayout.Kind.SINGLE;

import io.github.alpharl.disk.Contained;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.Listing;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.torch.shard.DcpFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Recognises torch's formats by the names of files; the files are not opened. */
public final class TorchLayouts {

  /** What names the shards of {@code .bin} files. */
  static final String INDEX = "pytorch_model.bin.index.json";

  private static final List<String> WHOLE = List.of("pytorch_model.bin", "pytorch_model_fsdp.bin");

  /** Such as {@code shard-00001-model-00002-of-00003.safetensors}. */
  static final Pattern HF_SHARD =
      Pattern.compile("shard-(\\d{5,9})-model-(\\d{5,9})-of-(\\d{5,9})\\.safetensors");

  /** Such as {@code pytorch_model-00001-of-00002.bin}. */
  private static final Pattern BIN_SHARD = Pattern.compile("pytorch_model-\\d+-of-\\d+\\.bin");

  /** Such as {@code model.pt}. */
  private static final Pattern SAVED = Pattern.compile(".+\\.(bin|pt|pth|ckpt)");

  /** What trainers save beside the weights: {@code optimizer.bin}, {@code rng_state_0.pth}. */
  private static final Pattern BESIDE =
      Pattern.compile(
          "(consolidated|common|optim|scheduler|lr_scheduler|scaler|rng_state|random_states|training_args|extra_state"
              + "|trainer_state|dataloader|data|critic|value_head|tokenizer).*"
              + "|adapter_model\\.bin|.*_optim_states\\.pt");

  private static final Pattern ZERO_3 =
      Pattern.compile("zero_pp_rank_\\d+_mp_rank_\\d+_model_states\\.pt");

  private static final Pattern DEEPSPEED_MODEL = Pattern.compile("mp_rank_\\d+_model_states\\.pt");

  /** Folders of accelerate, verl and NeMo-RL within a step. */
  private static final List<String> INSIDE =
      List.of("pytorch_model_fsdp_0", "actor", "model", "policy/weights", "policy/weights/model");

  private static final int MAX_TAG = 4096;

  private TorchLayouts() {}

  /**
   * The format in {@code folder}; in the folder of a trainer or DeepSpeed's latest one within; or
   * around it, if it is verl's {@code huggingface}.
   */
  public static Optional<TorchLayout> recognise(Path folder) {
    return in(folder).or(() -> within(folder)).or(() -> around(folder));
  }

  /** The file {@code path} of torch.save, whatever its name. */
  public static TorchLayout file(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    return Unfinished.check(TorchLayout.complete(SINGLE, folder, List.of(path)));
  }

  private static Optional<TorchLayout> within(Path folder) {
    return Stream.concat(INSIDE.stream().map(folder::resolve), latest(folder).stream())
        .filter(Files::isDirectory)
        .flatMap(inner -> in(inner).stream())
        .findFirst()
        .or(() -> lightning(folder.resolve("checkpoint")));
  }

  /** Lightning's folder of DeepSpeed, which no file {@code latest} names. */
  private static Optional<TorchLayout> lightning(Path inner) {
    return Files.isDirectory(inner) ? deepSpeed(inner, names(inner)) : Optional.empty();
  }

  /** Such as {@code global_step10}, which DeepSpeed writes into a file named {@code latest}. */
  private static Optional<Path> latest(Path folder) {
    Path file = folder.resolve("latest");
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_TAG) {
        return Optional.empty();
      }
      String tag = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
      return Optional.of(tag).filter(Contained::isPlain).map(folder::resolve);
    } catch (IOException e) {
      throw Disk.failed("cannot read", file, e);
    }
  }

  private static Optional<TorchLayout> around(Path folder) {
    Path parent = folder.toAbsolutePath().normalize().getParent();
    return folder.endsWith("huggingface") && parent != null
        ? RankLayout.in(parent, names(parent)).or(() -> megatron(parent, names(parent)))
        : Optional.empty();
  }

  private static Optional<TorchLayout> in(Path folder) {
    List<String> names = names(folder);
    return megatron(folder, names)
        .or(() -> dcp(folder, names))
        .or(() -> hfShards(folder, names))
        .or(() -> RankLayout.in(folder, names))
        .or(() -> deepSpeed(folder, names))
        .or(() -> saved(folder, names));
  }

  private static List<String> names(Path folder) {
    return Listing.of(folder, "*").stream().map(path -> path.getFileName().toString()).toList();
  }

  static List<Path> paths(Path folder, List<String> names, Predicate<String> filter) {
    return names.stream().filter(filter).map(folder::resolve).toList();
  }

  private static Optional<TorchLayout> megatron(Path folder, List<String> names) {
    boolean inside = names.contains("metadata.json") && names.contains("common.pt");
    if (!inside && !names.contains("dist_ckpt")) {
      return Optional.empty();
    }
    return Optional.of(
        TorchLayout.unsupported(
            MEGATRON,
            folder,
            "holds a Megatron dist_ckpt, whose tensors have other names and are fused; use the"
                + " model/huggingface folder beside it if there is one, or merge it with:"
                + " python -m verl.model_merger merge --backend megatron --local_dir "
                + Wording.shell(inside ? folder.resolveSibling(".").normalize() : folder)
                + " --target_dir OUT"));
  }

  private static Optional<TorchLayout> dcp(Path folder, List<String> names) {
    if (names.contains(DcpFolder.METADATA)) {
      List<Path> files = paths(folder, names, DcpFolder.METADATA::equals);
      return Optional.of(TorchLayout.complete(DCP, folder, files));
    }
    List<Path> items = paths(folder, names, name -> name.endsWith(".distcp"));
    if (items.isEmpty()) {
      return Optional.empty();
    }
    boolean ranked = names.stream().anyMatch(name -> name.matches("__\\d+\\.metadata"));
    return Optional.of(
        ranked
            ? TorchLayout.unsupported(
                DCP,
                folder,
                "holds a distributed checkpoint with the metadata of each rank apart, which is not"
                    + " read; save it with coordination between the ranks")
            : TorchLayout.incomplete(
                DCP, folder, items, "holds *.distcp files without .metadata, written last"));
  }

  private static Optional<TorchLayout> hfShards(Path folder, List<String> names) {
    List<Path> files = paths(folder, names, name -> HF_SHARD.matcher(name).matches());
    if (files.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        HfShardNames.missing(files)
            .map(missing -> TorchLayout.incomplete(HF_SHARDS, folder, files, missing))
            .orElseGet(() -> TorchLayout.complete(HF_SHARDS, folder, files)));
  }

  private static Optional<TorchLayout> deepSpeed(Path folder, List<String> names) {
    List<Path> models = paths(folder, names, name -> DEEPSPEED_MODEL.matcher(name).matches());
    boolean parts = names.stream().anyMatch(name -> ZERO_3.matcher(name).matches());
    if (models.isEmpty() && !parts) {
      return Optional.empty();
    }
    if (models.size() == 1 && !parts) {
      return Optional.of(Unfinished.check(TorchLayout.complete(DEEPSPEED, folder, models)));
    }
    return Optional.of(
        TorchLayout.unsupported(
            DEEPSPEED_PARTS,
            folder,
            "holds partitions of DeepSpeed (ZeRO 3 or tensor parallel), which are cut within rows"
                + " and not read; save Hugging Face files while training (OpenRLHF:"
                + " --ckpt.save_hf), or join them with DeepSpeed's own script: python "
                + Wording.shell(folder.resolveSibling("zero_to_fp32.py"))
                + " "
                + Wording.shell(folder.resolveSibling(".").normalize())
                + " OUT --tag "
                + folder.getFileName()
                + " --safe_serialization"));
  }

  private static Optional<TorchLayout> saved(Path folder, List<String> names) {
    if (names.contains(INDEX)) {
      List<Path> files = paths(folder, names, INDEX::equals);
      return Optional.of(TorchLayout.complete(INDEXED, folder, files));
    }
    List<Path> shards = paths(folder, names, name -> BIN_SHARD.matcher(name).matches());
    if (!shards.isEmpty()) {
      return Optional.of(
          TorchLayout.incomplete(INDEXED, folder, shards, "holds shards without " + INDEX));
    }
    List<Path> whole = paths(folder, names, WHOLE::contains);
    List<Path> files = whole.isEmpty() ? paths(folder, names, TorchLayouts::isModel) : whole;
    files = files.stream().filter(Files::isRegularFile).toList();
    if (files.isEmpty()) {
      return Optional.empty();
    }
    TorchLayout layout = TorchLayout.complete(SINGLE, folder, files);
    if (files.size() == 1) {
      return Optional.of(Unfinished.check(layout));
    }
    List<String> several = files.stream().map(file -> file.getFileName().toString()).toList();
    return Optional.of(
        TorchLayout.unsupported(
            SINGLE,
            folder,
            "holds "
                + several.size()
                + " files of torch.save and no "
                + INDEX
                + " that says which are the weights: "
                + Wording.firstFive(several)
                + "; keep the weights' file alone there"));
  }

  private static boolean isModel(String name) {
    return SAVED.matcher(name).matches() && !BESIDE.matcher(name).matches();
  }
}
