package io.github.alpharl.bench;

/** How the steps of a made run are laid out; the base is always bfloat16 for Hugging Face. */
public enum RunLayout {
  /** Sharded safetensors in bfloat16. */
  HF(2),
  /** verl's files of {@value ShardedStep#RANKS} ranks, float32. */
  FSDP(4),
  /** accelerate's folder of torch.distributed.checkpoint of as many ranks, float32. */
  DCP(4);

  private final int bytes;

  RunLayout(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of a weight in a step. */
  int bytesPerWeight() {
    return bytes;
  }
}
