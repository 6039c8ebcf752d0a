package io.github.alpharl.cli.option;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StudyListener;
import io.github.alpharl.study.StudyOptions;
import io.github.alpharl.view.Words;
import io.github.alpharl.view.progress.StudyProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Mixin for commands about a run: where it is, where its factors are, how they are computed. */
public final class RunOptions {

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      paramLabel = "RUN",
      description = "Directory with the checkpoints of a run, or its run.json.")
  private Path path;

  @Mixin private StudyFlags flags;

  private final Set<String> said = new HashSet<>();

  private Consumer<String> sayer = note -> Words.note(spec.commandLine().getErr(), note);

  public Path path() {
    return path;
  }

  /** How the run is opened and decomposed. */
  public StudyOptions options() {
    return flags.options();
  }

  /** The run, whose checkpoints must be there. */
  public RunStudy open() {
    return RunStudy.open(path, options(), listener());
  }

  /** The run, from its stored factors alone where its checkpoints are gone. */
  public RunStudy openStored() {
    return RunStudy.openStored(path, options(), listener());
  }

  /** The run's place alone, for what needs no weights. */
  public RunStudy unopened() {
    if (!Files.exists(path)) {
      throw UsageException.of("there is no run %s", path);
    }
    return new RunStudy(path, options(), listener(), Optional.empty());
  }

  public StudyListener listener() {
    return new StudyProgress(this::warn);
  }

  /**
   * The run and its options as words of a command line; those that do not change results are left
   * out.
   */
  public List<String> words() {
    List<String> words = new ArrayList<>(List.of(path.toString()));
    words.addAll(flags.words());
    return words;
  }

  /** Keeps the base that was named for later commands, and says so. */
  public void keepBase(RunStudy study) {
    if (study.rememberBase()) {
      warn("the base is kept for later commands in " + study.store().directory());
    }
  }

  /** Says {@code note}, once. */
  public void warn(String note) {
    if (said.add(note)) {
      sayer.accept(note);
    }
  }

  /** Has notes said by {@code sayer} from now on. */
  public void sayBy(Consumer<String> sayer) {
    this.sayer = sayer;
  }
}
