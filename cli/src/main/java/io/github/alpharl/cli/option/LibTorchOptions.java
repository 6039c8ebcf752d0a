package io.github.alpharl.cli.option;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Device;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Mixin for commands of the lab: where and how precisely LibTorch computes, and the seed. */
public final class LibTorchOptions {

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "cpu, cuda or cuda:N (default: cpu).")
  private String device;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description = "float32 or bfloat16 (default: float32).")
  private String precision;

  @Option(names = "--threads", paramLabel = "N", description = "Threads of LibTorch (default: 1).")
  private Integer threads;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of everything random (default: 0).")
  private Long seed;

  /** Where to compute; not loaded yet. */
  public Compute compute() {
    Compute defaults = Compute.DEFAULT;
    return new Compute(
        Optional.ofNullable(device).map(Device::named).orElse(defaults.device()),
        Optional.ofNullable(precision).map(Compute.Precision::named).orElse(defaults.precision()),
        Optional.ofNullable(threads).orElse(defaults.threads()));
  }

  public long seed() {
    return Optional.ofNullable(seed).orElse(0L);
  }

  /** What was said on the command line, by the names of training options. */
  ObjectNode overrides() {
    ObjectNode overrides = new ObjectMapper().createObjectNode();
    if (device != null) {
      overrides.put("device", device);
    }
    if (precision != null) {
      overrides.put("precision", precision);
    }
    if (threads != null) {
      overrides.put("threads", threads);
    }
    if (seed != null) {
      overrides.put("seed", seed);
    }
    return overrides;
  }
}
