package io.github.alpharl.cli.command;

import io.github.alpharl.cli.progress.StudyProgress;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StudyListener;
import io.github.alpharl.study.StudyOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Mixin for commands about a run: where it is, where its factors are, how they are computed. */
final class RunOptions {

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      paramLabel = "RUN",
      description = "Directory with the checkpoints of a run, or its run.json.")
  private Path path;

  @Mixin private StudyFlags flags;

  private final Set<String> said = new HashSet<>();

  Path path() {
    return path;
  }

  /** How the run is opened and decomposed. */
  StudyOptions options() {
    return flags.options();
  }

  /** The run, whose checkpoints must be there. */
  RunStudy open() {
    return RunStudy.open(path, options(), listener());
  }

  /** The run, from its stored factors alone where its checkpoints are gone. */
  RunStudy openStored() {
    return RunStudy.openStored(path, options(), listener());
  }

  StudyListener listener() {
    return new StudyProgress(this::warn);
  }

  /**
   * The run and its options as words of a command line; those that do not change results are left
   * out.
   */
  List<String> words() {
    List<String> words = new ArrayList<>(List.of(path.toString()));
    words.addAll(flags.words());
    return words;
  }

  /** Says {@code note}, once. */
  void warn(String note) {
    if (said.add(note)) {
      spec.commandLine().getErr().println("alpharl: note: " + note);
    }
  }
}
