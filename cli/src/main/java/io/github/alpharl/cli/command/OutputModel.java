package io.github.alpharl.cli.command;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.run.Run;
import io.github.alpharl.safetensors.Dtype;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Mixin for commands that write a model: where, and as a checkpoint or as an adapter. */
final class OutputModel {

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
          "What the adapter names as its base model; by default _name_or_path of the base's"
              + " config.json, or its directory.")
  private String baseName;

  boolean adapter() {
    return adapter;
  }

  Path out() {
    return out;
  }

  /** Checks before any work that the output can be written. */
  void requireUsable(Run run) {
    List<Path> inputs = new ArrayList<>(run.steps().values());
    inputs.add(run.base());
    AtomicDirectory.requireUsable(out, 0, inputs.toArray(Path[]::new));
  }

  /**
   * Writes the model.
   *
   * @param what one sentence about it, for an adapter's README.md
   * @return what the user should know: notes and, for an adapter, what it cannot carry
   */
  Map<String, Object> write(ModelComposer composer, String what) {
    HfCheckpoint base = composer.base();
    Set<String> modules =
        ModulePatterns.standard().modules(base).stream()
            .map(ModuleId::tensorName)
            .collect(Collectors.toSet());
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("out", out.toString());
    result.put("kind", adapter ? "adapter" : "checkpoint");
    if (adapter) {
      ModelComposer.Lost lost =
          composer.writeAdapter(out, name(base), what, Optional.ofNullable(adapterDtype), modules);
      result.put("lostNorm", lost.norm());
      result.put("carriedNorm", lost.carriedNorm());
      result.put("notes", List.of(lost.sentence()));
    } else {
      result.put("notes", composer.writeCheckpoint(out, modules));
    }
    return result;
  }

  private String name(HfCheckpoint base) {
    return Optional.ofNullable(baseName)
        .or(() -> base.config().text("_name_or_path").filter(name -> !name.isBlank()))
        .orElseGet(() -> base.directory().toAbsolutePath().normalize().toString());
  }
}
