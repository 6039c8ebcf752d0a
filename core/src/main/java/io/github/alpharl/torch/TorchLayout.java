package io.github.alpharl.torch;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import java.nio.file.Path;
import java.util.List;

/**
 * What a folder holds of torch's formats.
 *
 * @param kind the format
 * @param folder where the files lie: the folder asked about, or one within or around it
 * @param files those that hold weights, in the order in which they are read
 * @param state whether it can be read
 * @param message if it cannot: what is wrong and what to do; else empty
 */
public record TorchLayout(Kind kind, Path folder, List<Path> files, State state, String message) {

  /** The formats. */
  public enum Kind {
    /** Parts of tensors in safetensors files. */
    HF_SHARDS,
    /** One file of torch.save with whole tensors. */
    SINGLE,
    /** Some of them with an index. */
    INDEXED,
    /** A file for each rank. */
    RANKS,
    /** torch.distributed.checkpoint. */
    DCP,
    /** DeepSpeed, ZeRO 0 to 2. */
    DEEPSPEED,
    /** DeepSpeed, ZeRO 3 or tensor parallel. */
    DEEPSPEED_PARTS,
    /** Megatron's own. */
    MEGATRON,
  }

  /** Whether a layout can be read. */
  public enum State {
    COMPLETE,
    INCOMPLETE,
    UNSUPPORTED
  }

  /** Copies the list. */
  public TorchLayout {
    files = List.copyOf(files);
  }

  static TorchLayout complete(Kind kind, Path folder, List<Path> files) {
    return new TorchLayout(kind, folder, files, State.COMPLETE, "");
  }

  static TorchLayout incomplete(Kind kind, Path folder, List<Path> files, String reason) {
    String message =
        folder + ": " + reason + "; the checkpoint is incomplete or still being written";
    return new TorchLayout(kind, folder, files, State.INCOMPLETE, message);
  }

  static TorchLayout unsupported(Kind kind, Path folder, String reason) {
    return new TorchLayout(kind, folder, List.of(), State.UNSUPPORTED, folder + ": " + reason);
  }

  /**
   * This, if it can be read.
   *
   * @throws BadDataException with the message otherwise
   */
  public TorchLayout requireComplete() {
    return switch (state) {
      case COMPLETE -> this;
      case INCOMPLETE -> throw refusal().as(Defect.INCOMPLETE);
      case UNSUPPORTED -> throw refusal().as(Defect.UNSUPPORTED);
    };
  }

  /** True for formats that nothing here reads: others may know their converters better. */
  public boolean isForeign() {
    return kind == Kind.MEGATRON || kind == Kind.DEEPSPEED_PARTS;
  }

  private BadDataException refusal() {
    return BadDataException.of("%s", message).in(folder);
  }

  /** The format in words. */
  public String words() {
    return switch (kind) {
      case HF_SHARDS -> files.size() + " safetensors files with parts of tensors";
      case SINGLE -> "a file of torch.save";
      case INDEXED -> "files of torch.save with an index";
      case RANKS -> "the files of " + files.size() + (files.size() == 1 ? " rank" : " ranks");
      case DCP -> "a torch distributed checkpoint";
      case DEEPSPEED -> "a model file of DeepSpeed";
      case DEEPSPEED_PARTS -> "partitions of DeepSpeed";
      case MEGATRON -> "a Megatron checkpoint";
    };
  }
}
