package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.factor.Subspaces;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Forecasters;
import io.github.alpharl.forecast.Target;
import io.github.alpharl.score.ScoresFile;
import io.github.alpharl.study.ModelOutput;
import io.github.alpharl.study.ObservedWindow;
import io.github.alpharl.study.Prediction;
import io.github.alpharl.study.Reconstruction;
import io.github.alpharl.study.RestFrom;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StudyListener;
import io.github.alpharl.study.StudyOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a Java program writes through the study is what the command writes, byte for byte. */
class LibraryEqualsCommandTest {

  private static final String SENTENCE = "The same in both.";

  @TempDir static Path shared;
  private static Path run;

  @TempDir Path temp;

  @BeforeAll
  static void run() {
    run = SmallRun.write(shared.resolve("run"));
  }

  static Stream<Arguments> forecasts() {
    List<String> names =
        Stream.concat(
                Forecasters.STANDARD.stream(),
                Stream.of("alpharl:full:logit", "alpharl:rank=2", "relex:rank=2", "velocity:cap=1"))
            .toList();
    return names.stream()
        .flatMap(
            name ->
                Stream.of(RestFrom.values())
                    .flatMap(
                        rest ->
                            Stream.of(ModelOutput.Form.values())
                                .map(form -> Arguments.of(name, rest, form))));
  }

  @ParameterizedTest
  @MethodSource("forecasts")
  void everyForecast(String name, RestFrom rest, ModelOutput.Form form) throws IOException {
    Path byLibrary = temp.resolve("library");
    Path byCommand = temp.resolve("command");
    boolean adapter = form == ModelOutput.Form.ADAPTER;
    Cli.Result command =
        Cli.run(
            Stream.concat(
                    Stream.<Object>of(
                        "predict",
                        run,
                        "--window",
                        "10..40",
                        "--target-step",
                        50,
                        "--forecaster",
                        name,
                        "--rest",
                        rest.name().toLowerCase(Locale.ROOT),
                        "--out",
                        byCommand),
                    adapter ? Stream.of("--adapter") : Stream.of())
                .toArray());
    ModelOutput output =
        adapter ? ModelOutput.adapter(byLibrary) : ModelOutput.checkpoint(byLibrary);
    if (command.exit() != 0) {
      assertThat(command.exit()).isEqualTo(2);
      assertThatThrownBy(() -> predict(name, rest, output)).isInstanceOf(UsageException.class);
      assertThat(byLibrary).doesNotExist();
      return;
    }
    predict(name, rest, output);
    assertThat(bytes(byLibrary)).isEqualTo(bytes(byCommand));
  }

  private void predict(String name, RestFrom rest, ModelOutput output) {
    List<Long> steps = List.of(10L, 20L, 30L, 40L);
    Forecaster forecaster = Forecasters.parse(name);
    try (RunStudy study = RunStudy.open(run, StudyOptions.DEFAULT, StudyListener.SILENT);
        ObservedWindow window =
            study.window(
                steps, () -> ScoresFile.read(run.resolve("scores.csv")), forecaster.needs())) {
      Prediction prediction = window.prediction(forecaster, new Target.ByStep(50));
      output.write(study, prediction.model(rest), SENTENCE);
    }
  }

  @ParameterizedTest
  @MethodSource("cuts")
  void everyReconstruction(String rank, boolean stepsRest, ModelOutput.Form form)
      throws IOException {
    Path byLibrary = temp.resolve("library");
    Path byCommand = temp.resolve("command");
    boolean adapter = form == ModelOutput.Form.ADAPTER;
    Cli.run(
            Stream.concat(
                    Stream.<Object>of(
                        "reconstruct",
                        run,
                        "--step",
                        40,
                        "--rank",
                        rank,
                        "--scale",
                        0.8,
                        "--rest",
                        stepsRest ? "step" : "base",
                        "--out",
                        byCommand),
                    adapter ? Stream.of("--adapter") : Stream.of())
                .toArray())
        .ok();
    Reconstruction.Plan plan =
        new Reconstruction.Plan(40, Subspaces.parse(rank), 0.8, true, List.of(), stepsRest);
    try (RunStudy study = RunStudy.open(run, StudyOptions.DEFAULT, StudyListener.SILENT)) {
      Reconstruction cut = new Reconstruction(study, plan);
      (adapter ? ModelOutput.adapter(byLibrary) : ModelOutput.checkpoint(byLibrary))
          .write(study, cut.model(), SENTENCE);
    }
    assertThat(bytes(byLibrary)).isEqualTo(bytes(byCommand));
  }

  static Stream<Arguments> cuts() {
    return Stream.of("1", "3", "50%", "i:2")
        .flatMap(
            rank ->
                Stream.of(ModelOutput.Form.values())
                    .flatMap(
                        form ->
                            Stream.of(true, false).map(rest -> Arguments.of(rank, rest, form))));
  }

  @Test
  void aModelOverOtherStepsIsRefused() {
    Forecaster forecaster = Forecasters.parse("velocity");
    try (RunStudy study = RunStudy.open(run, StudyOptions.DEFAULT, StudyListener.SILENT);
        ObservedWindow window =
            study.window(List.of(10L, 20L, 30L), () -> null, forecaster.needs())) {
      Prediction prediction = window.prediction(forecaster, new Target.ByStep(50));
      assertThatThrownBy(
              () -> window.compose(prediction.forecasts(), List.of(20L, 30L), RestFrom.LAST, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("3 weights for 2 steps");
    }
  }

  /** The files below {@code directory}; a README's sentence about the forecast is left out. */
  private static Map<String, String> bytes(Path directory) throws IOException {
    Map<String, String> bytes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] content = Files.readAllBytes(file);
        bytes.put(
            directory.relativize(file).toString(),
            file.endsWith("README.md")
                ? Files.readString(file).lines().skip(1).toList().toString()
                : java.util.HexFormat.of().formatHex(content));
      }
    }
    return bytes;
  }
}
