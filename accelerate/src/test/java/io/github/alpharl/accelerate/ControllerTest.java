package io.github.alpharl.accelerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.race.Validation;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of models of one weight, x: training moves it, and the chance to be right is σ(x). */
class ControllerTest {

  private static final String WEIGHT = "model.layers.0.self_attn.q_proj.weight";

  @TempDir private Path folder;

  private static Path model(Path directory, double x) {
    Tensor tensor = Tensor.of(WEIGHT, Dtype.F32, MemorySegment.ofArray(new byte[8]), 1, 2);
    Elements.set(Dtype.F32, tensor.data(), 0, x);
    try {
      Files.createDirectories(directory);
      Files.writeString(
          directory.resolve("config.json"),
          "{\"architectures\": [\"Qwen3ForCausalLM\"], \"model_type\": \"qwen3\"}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SafetensorsWriter.write(
        directory.resolve("model.safetensors"), List.of(TensorSource.copyOf(tensor)));
    return directory;
  }

  private static double x(Path directory) {
    try (HfCheckpoint model = HfCheckpoint.open(directory)) {
      return model.tensor(WEIGHT).get(0);
    }
  }

  /** By how much a leg moves x. */
  private interface Course {
    double move(LegTrainer.Plan plan, double x);
  }

  private record Moving(Path root, Course course, List<Plan> plans) implements LegTrainer {

    @Override
    public Path base() {
      Path base = root.resolve("step-0");
      return Files.exists(base) ? base : model(base, -2);
    }

    @Override
    public End train(Plan plan) {
      plans.add(plan);
      double before = x(plan.start());
      Path end = model(plan.folder().resolve("end"), before + course.move(plan, before));
      return new End(end, List.of(end), 256 * (plan.to() - plan.from()));
    }

    @Override
    public void adopt(long step, Path model, boolean replaces) {}
  }

  /** Two models differ where their chances do, and by luck in one problem of ten. */
  private static final class Luck implements Validation {
    private int asked;

    @Override
    public boolean[] answers(Path model, int from, int count) {
      double x = x(model);
      double skill = x > 3 ? 0 : 1 / (1 + Math.exp(-x)); // too far is ruin
      boolean[] answers = new boolean[count];
      for (int i = 0; i < count; i++) {
        SplittableRandom common = new SplittableRandom(from + i);
        double luck = common.nextDouble();
        boolean own = common.nextInt(10) == 0;
        long bits = Double.doubleToLongBits(x) * 31 + from + i;
        answers[i] = (own ? new SplittableRandom(bits).nextDouble() : luck) < skill;
      }
      asked += count;
      return answers;
    }

    @Override
    public String settings() {
      return "luck";
    }
  }

  private static Settings settings(Control control) {
    return new Settings(
        60,
        10,
        0.1,
        0.1,
        List.of(-1.0, -0.5, 1.0, 3.0, 7.0),
        0,
        List.of(),
        new Response(control, 8, 1, Moments.KEEP),
        0);
  }

  private List<Decision> run(Control control, Moving trainer, Luck luck) {
    return new Controller(settings(control), trainer, luck, trainer.root(), _ -> {}).run();
  }

  /** Moves x by the rate a step, towards a goal at most. */
  private Moving slow(String name, double rate, double goal) {
    return moving(
        name,
        (plan, x) -> Math.min(rate * plan.rateFactor() * (plan.to() - plan.from()), goal - x));
  }

  private Moving moving(String name, Course course) {
    return new Moving(folder.resolve(name), course, new ArrayList<>());
  }

  @Test
  void aSlowTrainerIsSpedUpWithinTheShare() {
    for (Control control : Control.values()) {
      Moving trainer = slow("slow-" + control, 0.02, 2.5);
      Luck luck = new Luck();
      List<Decision> decisions = run(control, trainer, luck);
      Decision last = decisions.getLast();
      assertThat(decisions).hasSize(6);
      assertThat(last.to()).isEqualTo(60);
      assertThat(x(trainer.root().resolve(last.next()))).as("plain: -0.8").isGreaterThan(0);
      assertThat(last.searchSoFar()).isEqualTo(luck.asked);
      assertThat((double) last.searchSoFar() / (last.searchSoFar() + last.trainingSoFar()))
          .isLessThanOrEqualTo(0.1);
      boolean rate = trainer.plans().stream().anyMatch(plan -> plan.rateFactor() > 1);
      boolean jump = decisions.stream().anyMatch(Decision::replaces);
      assertThat(rate).isEqualTo(control != Control.JUMP);
      assertThat(jump).isEqualTo(control != Control.RATE);
    }
  }

  @Test
  void aTrainerThatStandsStillIsLeftAlone() {
    Moving trainer = slow("still", 0, 2.5);
    List<Decision> decisions = run(Control.BOTH, trainer, new Luck());
    assertThat(decisions).noneMatch(Decision::replaces);
    assertThat(decisions.getLast().nextRateFactor()).isEqualTo(1);
  }

  @Test
  void aRuinedLegIsLeft() {
    Moving trainer = slow("wild", 0.6, 50);
    List<Decision> decisions = run(Control.RATE, trainer, new Luck());
    assertThat(decisions.getFirst().accepted()).startsWith("f-");
    assertThat(decisions.getFirst().replaces()).isTrue();
    assertThat(decisions.getLast().nextRateFactor()).isLessThan(1);
    assertThat(x(trainer.root().resolve(decisions.getLast().next()))).isBetween(0.0, 3.0);
  }

  @Test
  void aRunThatFallsGoesBackToItsBestLeg() {
    // rises in the first leg and then falls by little each leg, while the rate is too high
    Moving trainer =
        moving("falling", (plan, _) -> plan.leg() == 1 ? 3 : plan.rateFactor() == 1 ? -0.2 : 0.1);
    Settings settings =
        new Settings(
            200,
            10,
            0.1,
            0.1,
            List.of(-1.0, 1.0),
            0,
            List.of(),
            new Response(Control.BOTH, 8, 1, Moments.KEEP),
            0);
    List<Decision> decisions =
        new Controller(settings, trainer, new Luck(), trainer.root(), _ -> {}).run();
    Decision back =
        decisions.stream().filter(decision -> decision.replaces()).findFirst().orElseThrow();
    assertThat(back.accepted()).isEqualTo("best");
    assertThat(back.next()).isEqualTo(decisions.getFirst().end());
    assertThat(back.nextRateFactor()).isEqualTo(0.25);
    assertThat(x(trainer.root().resolve(decisions.getLast().next()))).isGreaterThan(1);
  }

  @Test
  void problemsAreFreshAndJumpsAreExact() {
    Moving trainer = slow("exact", 0.02, 2.5);
    List<Decision> decisions = run(Control.JUMP, trainer, new Luck());
    int next = 0;
    for (Decision decision : decisions) {
      assertThat(decision.firstProblem()).isEqualTo(next);
      next += decision.problems();
      if (decision.replaces()) {
        double start = x(trainer.root().resolve(decision.start()));
        double end = x(trainer.root().resolve(decision.end()));
        double factor = Double.parseDouble(decision.accepted().substring(1));
        assertThat(x(trainer.root().resolve(decision.next())))
            .isCloseTo(end + factor * (end - start), within(1e-6));
      }
    }
    assertThat(decisions).anyMatch(Decision::replaces);
  }

  /** Cut off after every decision and started again: the same decisions, nothing asked twice. */
  @Test
  void aRunThatIsCutOffEndsTheSame() throws IOException {
    Moving whole = slow("whole", 0.02, 2.5);
    run(Control.BOTH, whole, new Luck());
    String expected = Files.readString(whole.root().resolve("decisions.jsonl"));
    Moving cut = slow("cut", 0.02, 2.5);
    Luck luck = new Luck();
    for (int leg = 10; leg <= 60; leg += 10) {
      Settings part =
          new Settings(
              60,
              10,
              0.1,
              0.1,
              settings(Control.BOTH).factors(),
              0,
              List.of(),
              new Response(Control.BOTH, 8, 1, Moments.KEEP),
              0);
      Controller controller =
          new Controller(
              part,
              cut,
              luck,
              cut.root(),
              _ -> {
                throw new IllegalStateException("cut off");
              });
      try {
        controller.run();
      } catch (IllegalStateException cutOff) {
        assertThat(cutOff).hasMessage("cut off");
      }
    }
    assertThat(Files.readString(cut.root().resolve("decisions.jsonl"))).isEqualTo(expected);
    assertThat(cut.plans()).hasSize(6);
    assertThat(new DecisionLog(cut.root().resolve("decisions.jsonl")).read()).hasSize(6);
  }
}
