package io.github.alpharl.study;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.compose.LostChange;
import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.run.Run;
import io.github.alpharl.safetensors.Dtype;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a model is written, and in which form.
 *
 * @param out the directory, which must not exist or be empty
 * @param form a full checkpoint or an adapter
 * @param adapterDtype the type of an adapter's factors; empty for that of the base
 * @param baseName what an adapter names as its base; empty for {@code _name_or_path} of the base's
 *     config, or its directory
 */
public record ModelOutput(
    Path out, Form form, Optional<Dtype> adapterDtype, Optional<String> baseName) {

  /** The two forms of a written model. */
  public enum Form {
    /** A Hugging Face checkpoint. */
    CHECKPOINT,
    /** A LoRA adapter. */
    ADAPTER
  }

  /** A full checkpoint in {@code out}. */
  public static ModelOutput checkpoint(Path out) {
    return new ModelOutput(out, Form.CHECKPOINT, Optional.empty(), Optional.empty());
  }

  /** A LoRA adapter in {@code out}, in the types of the base. */
  public static ModelOutput adapter(Path out) {
    return new ModelOutput(out, Form.ADAPTER, Optional.empty(), Optional.empty());
  }

  /**
   * What was written.
   *
   * @param lost what an adapter cannot carry; empty for a checkpoint
   * @param notes what the user should know
   */
  public record Written(
      Path out, Form form, Optional<LostChange> lost, List<String> notes) {}

  /**
   * Checks before any work that the output can be written.
   *
   * @throws io.github.alpharl.failure.EnvironmentException if not
   */
  public void requireUsable(Run run) {
    List<Path> inputs = new ArrayList<>(run.steps().values());
    inputs.add(run.base());
    AtomicDirectory.requireUsable(out, 0, inputs.toArray(Path[]::new));
  }

  /**
   * Writes the model.
   *
   * @param what one sentence about it, for an adapter's README.md
   */
  public Written write(ModelComposer composer, String what) {
    if (form == Form.CHECKPOINT) {
      return new Written(out, form, Optional.empty(), composer.writeCheckpoint(out));
    }
    LostChange lost = composer.writeAdapter(out, name(composer.base()), what, adapterDtype);
    return new Written(out, form, Optional.of(lost), List.of(lost.sentence()));
  }

  private String name(HfCheckpoint base) {
    return baseName
        .or(() -> base.config().text("_name_or_path").filter(name -> !name.isBlank()))
        .orElseGet(() -> base.directory().toAbsolutePath().normalize().toString());
  }
}
