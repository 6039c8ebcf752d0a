package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.factor.StoredFactors;
import io.github.alpharl.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules may be selected, in every command that reads them; a store never mixes selections. */
class SelectedModulesTest {

  private static final String ATTENTION = "self_attn";
  private static final List<String> ALL = SmallModel.modules();
  private static final List<String> CHOSEN =
      ALL.stream().filter(name -> name.contains(ATTENTION)).toList();

  @TempDir Path temp;
  private Path run;

  @BeforeEach
  void makeRun() {
    run = SmallRun.write(temp.resolve("run"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "inspect --changes",
        "decompose",
        "decompose --rank 2",
        "dominance",
        "linearity",
        "compare --window 1..50",
        "headroom --window 1..50",
        "report --out page.html",
        "reconstruct --step 50 --out model",
        "reconstruct --step 50 --out adapter --adapter --rank 2",
        "predict --window 1..50 --target-step 60 --forecaster velocity --out forecast"
      })
  void everyCommandTakesASelection(String command) {
    List<Object> words = new ArrayList<>(List.of(command.split(" ")));
    words.replaceAll(
        word ->
            List.of("page.html", "model", "adapter", "forecast").contains(word)
                ? temp.resolve(word.toString())
                : word);
    words.add(1, run);
    words.addAll(List.of("--modules", ATTENTION, "--exclude", "experts"));
    Cli.Result result = Cli.run(words.toArray()).ok();
    assertThat(result.err())
        .containsOnlyOnce(CHOSEN.size() + " of " + ALL.size() + " modules are selected, with ");
    words.set(words.size() - 3, "no_such_part");
    Cli.run(words.toArray()).refused(2, "no module has 'no_such_part'", "(--modules REGEX)");
    words.set(words.size() - 3, "a[");
    Cli.run(words.toArray())
        .refused(2, "'a[' is no regular expression", "at character 2", "(--modules REGEX)");
  }

  @Test
  void theNearestNamesAreNamed() {
    Cli.run("dominance", run, "--modules", "q_prj").refused(2, "the nearest of the ", "q_proj");
    Cli.run("dominance", run, "--exclude", ".").refused(2, "no module is left", "--exclude REGEX");
    Cli.run("diff", run.resolve("step-0"), run.resolve("step-50"), "--modules", "q_prj")
        .refused(2, "the nearest of the ", "q_proj");
  }

  @Test
  void theStoreGrowsAndShowsWhatIsSelected() {
    Cli.run("decompose", run, "--modules", ATTENTION).ok();
    assertThat(stored()).containsExactlyInAnyOrderElementsOf(CHOSEN);
    byte[] first = bytes();
    assertThat(lines("--modules", ATTENTION)).containsExactlyInAnyOrderElementsOf(CHOSEN);
    assertThat(bytes()).isEqualTo(first);

    Cli.Result all = Cli.run("dominance", run).ok();
    assertThat(all.err())
        .contains(
            ALL.size()
                - CHOSEN.size()
                + " modules were decomposed beside the "
                + CHOSEN.size()
                + " that were stored")
        .doesNotContain("computed again");
    assertThat(stored()).containsExactlyInAnyOrderElementsOf(ALL);
    byte[] grown = bytes();
    assertThat(lines("--modules", ATTENTION)).containsExactlyInAnyOrderElementsOf(CHOSEN);
    assertThat(lines()).containsExactlyInAnyOrderElementsOf(ALL);
    assertThat(bytes()).isEqualTo(grown);

    Cli.run("decompose", run, "--store", temp.resolve("at-once")).ok();
    assertThat(temp.resolve("at-once/step-10.safetensors")).hasSize(grown.length);
  }

  @Test
  void aStepThatIsGoneWithFewerModulesIsSaid() throws IOException {
    Cli.run("decompose", run, "--modules", ATTENTION).ok();
    Files.move(run.resolve("step-20"), temp.resolve("away"));
    Cli.Result all = Cli.run("dominance", run, "--json").ok();
    assertThat(all.err())
        .contains(
            CHOSEN.size() + " of " + ALL.size() + " modules count, which are stored for all steps",
            "steps 20 have not all of them");
    assertThat(names(all)).containsExactlyInAnyOrderElementsOf(CHOSEN);
    Cli.run("dominance", run, "--modules", "mlp").refused(3, "no module is stored for all");
  }

  @Test
  void aDifferenceOfSomeTensors() {
    Cli.Result some =
        Cli.run(
                "diff",
                run.resolve("step-0"),
                run.resolve("step-50"),
                "--modules",
                ATTENTION,
                "--json")
            .ok();
    assertThat(json(some).path("tensors"))
        .allMatch(tensor -> tensor.path("name").asText().contains(ATTENTION))
        .hasSize(CHOSEN.size() + 2); // and q_norm in both layers
  }

  @Test
  void whatIsNotSelectedStaysAsInTheBaseAndIsCounted() {
    Cli.Result written =
        Cli.run(
                "reconstruct",
                run,
                "--step",
                50,
                "--modules",
                ATTENTION,
                "--out",
                temp.resolve("m"))
            .ok();
    assertThat(written.out() + written.err())
        .contains(
            ALL.size()
                - CHOSEN.size()
                + " of "
                + ALL.size()
                + " modules are given no update and stay as in the base");
  }

  private List<String> lines(Object... more) {
    List<Object> words = new ArrayList<>(List.of("dominance", run, "--json"));
    words.addAll(List.of(more));
    return names(Cli.run(words.toArray()).ok());
  }

  private static List<String> names(Cli.Result result) {
    List<String> names = new ArrayList<>();
    for (JsonNode line : json(result).path("modules")) {
      names.add(line.path("name").asText()); // once for each step
    }
    return names.stream().distinct().toList();
  }

  private static JsonNode json(Cli.Result result) {
    return Json.read(Path.of("standard output"), result.out());
  }

  private List<String> stored() {
    try (StoredFactors factors = new FactorStore(run.resolve(".alpharl")).open(10)) {
      return factors.modules();
    }
  }

  private byte[] bytes() {
    try {
      return Files.readAllBytes(run.resolve(".alpharl/step-10.safetensors"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
