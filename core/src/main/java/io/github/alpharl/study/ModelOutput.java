package io.github.alpharl.study;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.compose.LostChange;
import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.HubCache;
import io.github.alpharl.run.Run;
import io.github.alpharl.safetensors.Dtype;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a model is written, and in which form.
 *
 * @param out the directory, which must not exist or be empty
 * @param form a full checkpoint or an adapter
 * @param adapterDtype the type of an adapter's factors; empty for that of the base
 * @param baseName what an adapter names as its base; empty for the base's id on the Hub, if it lies
 *     in the Hub's cache, else {@code _name_or_path} of its config, else its directory
 * @param truncation how much of the update an adapter shall carry
 */
public record ModelOutput(
    Path out,
    Form form,
    Optional<Dtype> adapterDtype,
    Optional<String> baseName,
    Truncation truncation) {

  /** Refuses a type that holds no fractions. */
  public ModelOutput {
    if (adapterDtype.isPresent() && !adapterDtype.get().isFloat()) {
      throw UsageException.of(
          "an adapter's factors are floating-point numbers, not %s; take F32, BF16 or F16",
          adapterDtype.get());
    }
  }

  /** The two forms of a written model. */
  public enum Form {
    /** A Hugging Face checkpoint. */
    CHECKPOINT,
    /** A LoRA adapter. */
    ADAPTER
  }

  /** A full checkpoint in {@code out}. */
  public static ModelOutput checkpoint(Path out) {
    return new ModelOutput(
        out, Form.CHECKPOINT, Optional.empty(), Optional.empty(), new Truncation.None());
  }

  /** A LoRA adapter in {@code out}, in the types of the base. */
  public static ModelOutput adapter(Path out) {
    return new ModelOutput(
        out, Form.ADAPTER, Optional.empty(), Optional.empty(), new Truncation.None());
  }

  /** This in another directory. */
  public ModelOutput into(Path directory) {
    return new ModelOutput(directory, form, adapterDtype, baseName, truncation);
  }

  /** This with an adapter that carries so much of the update. */
  public ModelOutput cutTo(Truncation kept) {
    return new ModelOutput(out, form, adapterDtype, baseName, kept);
  }

  /**
   * What was written.
   *
   * @param baseName what an adapter names as its base; empty for a checkpoint
   * @param cut what an adapter was cut to, if it was
   * @param lost what an adapter cannot carry; empty for a checkpoint
   * @param notes what the user should know
   */
  public record Written(
      Path out,
      Form form,
      Optional<String> baseName,
      Optional<Truncation.Cut> cut,
      Optional<LostChange> lost,
      List<String> notes) {

    Written with(String note) {
      return new Written(
          out, form, baseName, cut, lost, Stream.concat(notes.stream(), Stream.of(note)).toList());
    }
  }

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
  public Written write(RunStudy study, ModelComposer composer, String what) {
    Written written =
        form == Form.CHECKPOINT
            ? whole(composer)
            : adapter(study, composer, what, name(composer.base()));
    return composer.unchangedNote().map(written::with).orElse(written);
  }

  private Written whole(ModelComposer composer) {
    return new Written(
        out,
        form,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Stream.concat(composer.leftNote().stream(), composer.writeCheckpoint(out).stream())
            .toList());
  }

  private Written adapter(RunStudy study, ModelComposer composer, String what, String name) {
    if (truncation instanceof Truncation.None) {
      LostChange lost = composer.writeAdapter(out, name, what, adapterDtype);
      return written(name, Optional.empty(), lost, List.of(lost.sentence()));
    }
    Truncation.Cut cut = truncation.cut(composer, study);
    LostChange lost =
        composer.writeAdapter(out, name, what, adapterDtype, cut.updates(), sentence(cut));
    return written(name, Optional.of(cut), lost, List.of(sentence(cut), lost.sentence()));
  }

  private Written written(
      String name, Optional<Truncation.Cut> cut, LostChange lost, List<String> said) {
    List<String> notes = new ArrayList<>(said);
    if (baseName.isEmpty() && Path.of(name).isAbsolute()) {
      notes.add(
          "The adapter names a path of this machine as its base, "
              + name
              + "; elsewhere it is loaded onto a copy of that model.");
    }
    return new Written(out, form, Optional.of(name), cut, Optional.of(lost), List.copyOf(notes));
  }

  private static String sentence(Truncation.Cut cut) {
    return String.format(
        Locale.ROOT,
        "The modules' update is cut to rank %d: ‖Δ‖ = %.4g of %.4g is kept (%.1f %% of its"
            + " square), ‖Δ‖ = %.4g is lost.",
        cut.rank(),
        cut.keptNorm(),
        cut.norm(),
        100
            * cut.keptNorm()
            * cut.keptNorm()
            / Math.max(Double.MIN_NORMAL, cut.norm() * cut.norm()),
        cut.lostNorm());
  }

  private String name(HfCheckpoint base) {
    return baseName
        .or(() -> HubCache.idOfMain(base.directory()))
        .or(() -> base.config().text("_name_or_path").filter(name -> !name.isBlank()))
        .orElseGet(() -> base.directory().toAbsolutePath().normalize().toString());
  }
}
