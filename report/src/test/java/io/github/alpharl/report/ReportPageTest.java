package io.github.alpharl.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.linearity.Linearity;
import io.github.alpharl.linearity.ModuleProfile;
import io.github.alpharl.score.TrainerLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as text; how it looks and works is seen in a browser. */
class ReportPageTest {

  private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>");

  @TempDir Path temp;

  private static ReportDocument document(String title, List<ModuleProfile> profiles, int steps) {
    ModuleProfile.Steps looked = looked(profiles.size(), steps);
    ModuleFigures figures = new ModuleFigures(profiles, looked);
    return new ReportDocument(
        title,
        "2026-11-21 08:00 UTC",
        Map.of("alpharl", "1"),
        null,
        null,
        null,
        List.of(),
        figures.document(),
        null,
        null,
        Map.of("accuracy", "there are no scores"),
        List.of(new ReportDocument.Refusal("left out", "</script><b>", "\u2028 & <!--")),
        List.of(),
        figures.thinned());
  }

  private static ModuleProfile.Steps looked(int modules, int count) {
    List<Long> steps = LongStream.rangeClosed(1, count).boxed().toList();
    double[] y = steps.stream().mapToDouble(step -> (double) step / count).toArray();
    return new ModuleProfile.Steps(steps, steps, y, ModuleFigures.shown(steps, modules));
  }

  /** A module of random figures. */
  private static ModuleProfile profile(String name, int modules, int steps, double r2) {
    Random random = new Random(name.hashCode());
    int plane = looked(modules, steps).plane().size();
    double[][] points = new double[plane][];
    for (int i = 0; i < plane; i++) {
      points[i] = random.doubles(2, -1, 1).toArray();
    }
    Linearity linearity =
        new Linearity(
            name,
            steps,
            OptionalDouble.of(r2),
            OptionalDouble.of(r2 - 0.1),
            OptionalDouble.of(0.5));
    return new ModuleProfile(
        name,
        random.doubles(steps).toArray(),
        random.doubles(steps).toArray(),
        Optional.of(
            new ModuleProfile.Line(linearity, random.doubles(steps, -5, 5).toArray(), 0.1, 0.5)),
        points,
        new double[] {0.7, 0.2});
  }

  private static JsonNode data(String html) throws IOException {
    Matcher data = DATA.matcher(html);
    assertThat(data.find()).isTrue();
    return new ObjectMapper().readTree(data.group(1));
  }

  @Test
  void nothingInTheDataEndsItsElement() throws IOException {
    String title = "</title><script>alert(1)</script>";
    String html =
        ReportPage.html(
            document(title, List.of(profile("model.layers.0.mlp.up_proj.weight", 1, 3, 0.9)), 3));
    assertThat(html).doesNotContain("<script>alert", "</title><script", "{{", "\u2028");
    JsonNode data = data(html);
    assertThat(data.path("title").asText()).isEqualTo(title);
    assertThat(data.path("refusals").get(0).path("what").asText()).isEqualTo("</script><b>");
    assertThat(data.path("refusals").get(0).path("why").asText()).isEqualTo("\u2028 & <!--");
    assertThat(SCRIPT.matcher(html).results()).hasSize(2);
  }

  @Test
  void thePolicyAllowsItsTwoScriptsAndNothingElse() throws Exception {
    String html = ReportPage.html(document("run", List.of(), 1));
    Matcher policy =
        Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"").matcher(html);
    assertThat(policy.find()).isTrue();
    assertThat(policy.group(1))
        .startsWith("default-src 'none'; img-src data:; script-src 'sha256-");
    assertThat(policy.group(1)).doesNotContain("http", "*", "unsafe-eval", "connect-src");
    List<String> scripts = SCRIPT.matcher(html).results().map(found -> found.group(1)).toList();
    for (String script : scripts) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      assertThat(policy.group(1)).contains(Base64.getEncoder().encodeToString(digest));
    }
    assertThat(SCRIPT.matcher(html).replaceAll(""))
        .doesNotContainPattern("src=|href=\"?[^\"#]") // links within the page alone
        .doesNotContain("@import", "url(");
    assertThat(scripts.getFirst()).contains("Licensed to the Apache Software Foundation");
  }

  @Test
  void aLargeRunStaysWithinAFewMegabytes() throws IOException {
    List<ModuleProfile> profiles = new ArrayList<>();
    for (int layer = 0; layer < 36; layer++) {
      for (String kind : List.of("q", "k", "v", "o", "gate", "up", "down")) {
        String name = "model.layers." + layer + ".self_attn." + kind + "_proj.weight";
        profiles.add(profile(name, 252, 1000, 0.9));
      }
    }
    ReportDocument document = document("large", profiles, 1000);
    String html = ReportPage.html(document);
    assertThat(html.length()).isLessThan(6_000_000);
    assertThat(document.modules().shown()).hasSize(252);
    assertThat(document.modules().cells()).hasSize(252);
    assertThat(document.modules().steps()).hasSize(200).startsWith(1L).endsWith(1000L);
    assertThat(document.thinned()).anySatisfy(n -> assertThat(n).contains("200 of 1000"));
    assertThat(data(html).path("modules").path("meanR2").asDouble()).isEqualTo(0.9);
  }

  @Test
  void thousandsOfExpertsShareTheirCells() {
    List<ModuleProfile> profiles = new ArrayList<>();
    for (int layer = 0; layer < 4; layer++) {
      profiles.add(profile("model.layers." + layer + ".self_attn.q_proj.weight", 2052, 30, 0.5));
      for (int expert = 0; expert < 512; expert++) {
        String name = "model.layers." + layer + ".mlp.experts." + expert + ".up_proj.weight";
        profiles.add(profile(name, 2052, 30, expert % 2 == 0 ? 0.6 : 0.8));
      }
    }
    ReportDocument.Modules modules = document("experts", profiles, 30).modules();
    assertThat(modules.kinds()).containsExactly("q", "experts.up");
    assertThat(modules.cells()).hasSize(8);
    ReportDocument.Cell cell = modules.cells().get(1);
    assertThat(cell.of()).isEqualTo(512);
    assertThat(cell.r2()).isCloseTo(0.7, org.assertj.core.api.Assertions.within(1e-9));
    assertThat(modules.shown().get(cell.module()).name()).contains("experts.0.up_proj");
    assertThat(modules.shown()).hasSizeBetween(900, 1024);
    assertThat(modules.cells()).allMatch(c -> c.module() >= 0);
  }

  @Test
  void evaluatedModelsAreReadAsWritten() {
    EvaluatedModels models =
        new EvaluatedModels(
            List.of(
                new EvaluatedModels.Model("base", 0, 0.39, 0.01, 2048),
                new EvaluatedModels.Model("10 % + \"AlphaRL\"", 10, 0.9, Double.NaN, 1)));
    Path file = temp.resolve("deep/models.jsonl");
    models.write(file);
    assertThat(EvaluatedModels.read(file)).isEqualTo(models);
    assertThatThrownBy(() -> new EvaluatedModels.Model("x", 1, 1.5, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wrongModelsNameLineAndKey() throws IOException {
    refused("{\"steps\":1}", "line 1: name must be a text, found none");
    refused(
        "{\"name\":\"a\",\"steps\":0,\"accuracy\":0.5,\"samples\":9}\n"
            + "{\"name\":\"b\",\"steps\":1,\"accuracy\":50,\"samples\":9}",
        "line 2: accuracy must be a fraction from 0 to 1, found 50");
    refused(
        "{\"name\":\"a\",\"steps\":0.5,\"accuracy\":0.5,\"samples\":9}", "steps must be a whole");
    refused(
        "{\"name\":\"a\",\"steps\":0,\"accuracy\":0.5,\"standardError\":\"x\",\"samples\":9}",
        "standardError must be a number");
  }

  private void refused(String text, String part) throws IOException {
    Path file = Files.writeString(temp.resolve("wrong.jsonl"), text);
    assertThatThrownBy(() -> EvaluatedModels.read(file))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining(part);
  }

  @Test
  void rewardsAreThoseOfEveryStepThatHasOne() throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("metrics.jsonl"),
            "{\"step\":1,\"reward\":0.5}\n{\"step\":2}\n{\"step\":4,\"reward\":0.75}\n");
    assertThat(RewardCurve.of(TrainerLog.read(file)))
        .hasValue(new RewardCurve("reward", List.of(1L, 4L), List.of(0.5, 0.75)));
    Files.writeString(file, "{\"step\":1,\"loss\":2}\n");
    assertThat(RewardCurve.of(TrainerLog.read(file)).orElseThrow().name()).isEqualTo("loss");
  }

  @Test
  void rewardsComeFromATrainersLogToo() throws IOException {
    Path file = temp.resolve("trainer_state.json");
    Files.writeString(
        file, "{\"log_history\":[{\"step\":1,\"loss\":2,\"reward\":0.5},{\"step\":4,\"loss\":1}]}");
    assertThat(RewardCurve.of(TrainerLog.read(file)))
        .hasValue(new RewardCurve("reward", List.of(1L), List.of(0.5)));
    Files.writeString(file, "{\"log_history\":[{\"step\":1,\"loss\":2},{\"step\":4,\"loss\":1}]}");
    assertThat(RewardCurve.of(TrainerLog.read(file)))
        .hasValue(new RewardCurve("loss", List.of(1L, 4L), List.of(2.0, 1.0)));
    Files.writeString(file, "{\"log_history\":[{\"step\":1,\"entropy\":2}]}");
    assertThat(RewardCurve.of(TrainerLog.read(file))).isEmpty();
  }

  @Test
  void thinningKeepsBothEnds() {
    assertThat(Thinning.places(5, 9)).containsExactly(0, 1, 2, 3, 4);
    assertThat(Thinning.places(1000, 3)).containsExactly(0, 500, 999);
    assertThat(Thinning.places(201, 200)).doesNotHaveDuplicates().hasSize(200).endsWith(200);
    assertThat(Thinning.places(0, 2)).isEmpty();
  }
}
