package io.github.alpharl.cli.option;

import io.github.alpharl.eval.sampler.LocalSampler;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Device;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Mixin: how a network in this process is computed and asked. */
public final class LocalOptions {

  @Option(names = "--no-template", description = "Apply no chat template: for base models.")
  private boolean noTemplate;

  @Option(
      names = "--device",
      defaultValue = "cpu",
      paramLabel = "NAME",
      description = "Of the local engine: cpu, cuda or cuda:N (default: ${DEFAULT-VALUE}).")
  private String device;

  @Option(
      names = "--precision",
      defaultValue = "float32",
      paramLabel = "NAME",
      description = "Of the local engine: float32 or bfloat16 (default: ${DEFAULT-VALUE}).")
  private String precision;

  @Option(
      names = "--threads",
      defaultValue = "1",
      paramLabel = "N",
      description = "Threads of LibTorch (default: ${DEFAULT-VALUE}).")
  private int threads;

  boolean noTemplate() {
    return noTemplate;
  }

  /** The network in {@code directory}, which may be an adapter to {@code base}. */
  public LocalSampler open(Path directory, Optional<Path> base, Optional<Task> task) {
    Compute compute =
        new Compute(Device.named(device), Compute.Precision.named(precision), threads);
    boolean chat = task.isEmpty() && !noTemplate;
    return LocalSampler.open(
        directory, base, compute, chat, task.map(t -> String.valueOf(t.stop())));
  }
}
