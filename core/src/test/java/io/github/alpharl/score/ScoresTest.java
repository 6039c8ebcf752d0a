package io.github.alpharl.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.testkit.EventWriter;
import io.github.alpharl.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoresTest {

  private static final ScoreRequest ANY = ScoreRequest.any();

  @TempDir Path temp;

  private Path file(String text) throws IOException {
    return Files.writeString(temp.resolve("file"), text);
  }

  private ScoreReading read(String text, ScoreRequest request) throws IOException {
    return Scores.read(file(text), request);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "step,accuracy,samples\n10,0.5,64\n2,0.25,\n",
        "{\"step\":10,\"accuracy\":0.5,\"samples\":64}\n{\"step\":2,\"accuracy\":0.25}\n"
      })
  void readsTheOwnFormAsBeforeAndWithoutNotes(String text) throws IOException {
    ScoreReading reading = read(text, ANY);
    assertThat(reading.series()).isEqualTo(ScoresFile.read(temp.resolve("file")));
    assertThat(reading.notes()).isEmpty();
    assertThat(read(text, ScoreRequest.of("accuracy"))).isEqualTo(reading);
  }

  @Test
  void staysStrictInTheOwnForm() {
    assertThatThrownBy(() -> read("step,accuracy\n7,0.5\n7,0.6\n", ANY))
        .hasMessageEndingWith("line 3: step 7 already has a score on line 2; keep one");
    assertThatThrownBy(() -> read("step,accuracy\n7,NaN\n", ANY))
        .hasMessageEndingWith("accuracy must be a fraction from 0 to 1, found \"NaN\"");
    assertThatThrownBy(() -> read("step,accuracy\n7,62\n", ANY))
        .hasMessageEndingWith("found \"62\"; divide percentages by 100");
    assertThatThrownBy(() -> read("", ANY)).hasMessageContaining("is empty; it needs the header");
  }

  /** One file for each way in which people and pandas write the own form without a doubt. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "step,accuracy\n10,50%\n20,\n30,75.0%\n",
        "step,accuracy\n10.0,0.5\n20.0,\n30.0,0.75\n",
        "step,accuracy,samples\n10,0.5,512.0\n30,0.75,512.0\n",
        "step,accuracy\n\"10\",\"0.5\"\n30,0.75\n",
        "# gsm8k, 1319 problems\nstep,accuracy\n10,0.5\n30,0.75\n",
        "# step,accuracy\n10,0.5\n30,0.75\n",
        "#,step,accuracy\n0,10,0.5\n1,30,0.75\n",
        "{\"step\":\"10\",\"accuracy\":\"0.5\"}\n{\"step\":\"30\",\"accuracy\":\"0.75\"}\n",
        """
        {"step":10.0,"accuracy":0.5}
        {"step":20.0,"accuracy":null}
        {"step":30.0,"accuracy":0.75}
        """,
        "{\"10\":0.5,\"30\":0.75}",
        "{\"10\":{\"accuracy\":0.5,\"n\":7},\"30\":{\"accuracy\":0.75,\"n\":7}}",
        "{\"step\":[10,30],\"accuracy\":[0.5,0.75]}",
        "{\"step\":{\"0\":10,\"1\":30},\"accuracy\":{\"0\":0.5,\"1\":0.75}}",
        "step,accuracy\n10,0.5\n30,0.75\n40,",
      })
  void readsWhatLeavesNoDoubtAndSaysSo(String text) throws IOException {
    ScoreReading reading = read(text, ANY);
    assertThat(reading.series().steps()).containsExactly(10L, 30L);
    assertThat(reading.series().accuracies()).containsExactly(0.5, 0.75);
    assertThat(reading.notes()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x1p-2", "0.4d", "0.", "+.", "０.2", "1e", "one"})
  void readsDecimalNumbersOnly(String number) {
    assertThatThrownBy(() -> read("step,accuracy\n10,0.5\n20," + number, ANY))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("line 3: accuracy must be a fraction", number);
  }

  @Test
  void leavesOutANumberThatIsUnfinished() throws IOException {
    ScoreReading reading = read("Step,acc\n10,0.5\n20,0.", ANY);
    assertThat(reading.series().steps()).containsExactly(10L);
    assertThat(reading.notes()).anyMatch(note -> note.contains("last line is unfinished"));
  }

  @Test
  void resultsOfOneModelAreOfNoStep() {
    String harness = "{\"results\": {\"gsm8k\": {\"exact_match,strict-match\": 0.5}}}";
    assertThatThrownBy(() -> read(harness, ANY))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("which step it is of", "a line for each step");
  }

  @Test
  void readsPercentagesOfTheOwnFormOnDemand() throws IOException {
    ScoreRequest percent = ANY.with(ScoreRequest.Scale.PERCENT);
    assertThat(read("step,accuracy\n7,62.5\n", percent).series().at(7))
        .hasValue(Score.of(7, 0.625));
    assertThatThrownBy(() -> read("step,accuracy\n7,101\n", percent))
        .hasMessageEndingWith("accuracy must be a percentage from 0 to 100, found \"101\"");
  }

  @Test
  void readsAChartOfWandb() throws IOException {
    ScoreReading reading =
        read(
            """
            "Step","run, 1 - val-core/gsm8k/acc/mean@4","run, 1 - val-core/gsm8k/acc/mean@4__MIN",\
            "run, 1 - val-core/gsm8k/acc/mean@4__MAX"
            "20","0.5","0.5","0.5"
            "0","0.25","0.25","0.25"
            """,
            ANY);
    assertThat(reading.series().scores()).containsExactly(Score.of(0, 0.25), Score.of(20, 0.5));
    assertThat(reading.metric()).isEqualTo("run, 1 - val-core/gsm8k/acc/mean@4");
    assertThat(reading.notes())
        .singleElement()
        .asString()
        .startsWith("scores are the column run, 1 - val-core/gsm8k/acc/mean@4 of ")
        .contains("; the other 2 are ignored: run, 1 - val-core/gsm8k/acc/mean@4__MIN");
  }

  @Test
  void findsANamedColumn() throws IOException {
    String chart = "Step,a - eval/acc,b - eval/acc,a - Loss\n1,0.1,0.2,0.3\n";
    assertThat(read(chart, ScoreRequest.of("b - eval/acc")).series().at(1).orElseThrow())
        .isEqualTo(Score.of(1, 0.2));
    assertThat(read(chart, ScoreRequest.of("loss")).metric()).isEqualTo("a - Loss");
    assertThatThrownBy(() -> read(chart, ScoreRequest.of("acc")))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith(
            ": 2 columns are called acc: a - eval/acc, b - eval/acc; give the whole name of one as"
                + " the metric");
    assertThatThrownBy(() -> read(chart, ScoreRequest.of("f1")))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith(" has no column f1; it has a - eval/acc, b - eval/acc, a - Loss");
  }

  @ParameterizedTest
  @CsvSource({
    "eval_acc, true",
    "Accuracy, true",
    "evalAccuracy, true",
    "math/score, true",
    "val-core/x/acc/mean@8, true",
    "val-core/x/pass@1, true",
    "eval/eval_math_pass1, true",
    "reward, true",
    "rewards/a/mean, true",
    "reward_std, false",
    "critic/score/max, false",
    "frac_reward_zero_std, false",
    "gradient_accumulation, false",
    "acceptance, false",
    "actor/reward_kl_penalty, false",
    "val-aux/x/reward/best@4/mean, false",
    "r - acc__MIN, false",
    "timing_s/reward, false",
    "my-acc-run - loss, false",
    "loss, false"
  })
  void knowsAScoreByItsName(String name, boolean score) {
    assertThat(MetricChoice.saysScore(name)).isEqualTo(score);
  }

  @Test
  void listsSeveralColumnsThatCouldBeMeant() {
    assertThatThrownBy(() -> read("step,acc,x,reward\n1,0.5,1,0.6\n", ANY))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            temp.resolve("file")
                + ": 2 columns could be the scores: acc, reward; name one as the metric");
    assertThatThrownBy(() -> read("step,foo,bar\n1,0.5,1\n", ANY))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(
            "no column is called acc, score, mean@, pass@ or reward; name one of"
                + " foo, bar as the metric");
  }

  @Test
  void takesEqualColumnsAsOne() throws IOException {
    ScoreReading reading =
        read("step,rewards/f/mean,reward,reward_std\n1,0.5,0.5,9\n2,0.75,0.75,9\n", ANY);
    assertThat(reading.metric()).isEqualTo("reward");
    assertThat(reading.notes().getFirst())
        .contains("a reward in training, not an accuracy on held-out problems");
    assertThat(reading.notes().get(1)).endsWith("rewards/f/mean holds the same numbers as reward");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step,acc %,x;1,62.5,0",
        "step,acc_percent,x;1,62.5,0",
        "step,acc,x;1,62.5%,0",
        "step;Accuracy (%)#1;62,5"
      })
  void recognisesPercentages(String text) throws IOException {
    String lines = text.contains("#") ? text.replace('#', '\n') : text.replace(';', '\n');
    ScoreReading reading = read(lines, ANY);
    assertThat(reading.series().scores()).containsExactly(Score.of(1, 0.625));
    assertThat(reading.notes()).anyMatch(note -> note.endsWith("is read as percentages"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "step,acc,x;1,62,0| line 2: acc must be a fraction from 0 to 1, found 62; divide"
            + " percentages by 100, or say that these are percentages",
        "step,acc,x;1,-0.5,0| line 2: acc must be a fraction from 0 to 1, found -0.5",
        "step,acc %,x;1,101,0| line 2: acc % must be a percentage from 0 to 100, found 101",
        "step,acc %,x;1,0.5,0|: acc % is called a percentage, yet its largest value is 0.5; say"
            + " whether it holds percentages or fractions",
        "step,acc,x;1,50%,0;2,0.5,0|: 1 of the 2 values of acc have a percent sign; all or none"
            + " must",
        "step,acc,x;1,sixty,0| line 2: acc must be a number, found \"sixty\"",
        "step,acc,x;1,nan,0|: acc has no number (1 are NaN, infinite or null)",
        "step,acc,samples,x;1,0.5,0.5,0| line 2: samples must be a whole number of at least 1,"
            + " found 0.5",
      })
  void refusesWhatIsNoScore(String text, String message) {
    assertThatThrownBy(() -> read(text.replace(';', '\n'), ANY))
        .isInstanceOf(AlphaRlException.class)
        .hasMessage(temp.resolve("file") + (message.startsWith(":") ? "" : " ") + message);
  }

  @Test
  void forgivesWhatLogsAreLikeAndSaysSo() throws IOException {
    ScoreReading reading =
        read("step,acc,loss,samples\n3,0.5,1,8\n1,nan,1,8\n2,0.25,1,\n3,0.75,1,9\n", ANY);
    assertThat(reading.series().scores())
        .containsExactly(Score.of(2, 0.25), new Score(3, 0.75, OptionalLong.of(9)));
    Path file = temp.resolve("file");
    assertThat(reading.notes())
        .containsExactly(
            "scores are the column acc of " + file + "; the other column is ignored: loss",
            file
                + ": steps with more than one value of acc, as after a resume: 1 (step 3); the"
                + " last one counts",
            file + ": values of acc that are NaN, infinite or null are left out: 1");
  }

  @Test
  void readsVerlsFileLogger() throws IOException {
    String log =
        """
        {"step":0,"data":{"val-core/gsm8k/acc/mean@1":0.25}}
        {"step":1,"data":{"actor/lr":1e-6,"critic/score/mean":0.3}}
        {"step":5,"data":{"actor/lr":1e-6,"val-core/gsm8k/acc/mean@1":0.5}}
        """;
    assertThat(read(log, ScoreRequest.of("mean@1")).series().scores())
        .containsExactly(Score.of(0, 0.25), Score.of(5, 0.5));
  }

  @Test
  void readsTensorBoardDirectories() throws IOException {
    Path run = temp.resolve("runs/now");
    new EventWriter()
        .scalar(1, "train/reward", 0.25f)
        .scalar(1, "train/rewards/f/mean", 0.25f)
        .scalar(2, "train/reward", 0.5f)
        .scalar(2, "train/rewards/f/mean", 0.5f)
        .write(run, 9);
    ScoreReading reading = Scores.read(temp, ANY);
    assertThat(reading.metric()).isEqualTo("train/reward");
    assertThat(reading.series().scores()).containsExactly(Score.of(1, 0.25), Score.of(2, 0.5));
    assertThat(reading.notes().get(1)).contains("train/rewards/f/mean holds the same numbers");
  }

  @Test
  void findsTheScoresOfARun() throws IOException {
    assertThat(Scores.find(temp)).isEmpty();
    state("checkpoint-20", 20, "{\"step\":20,\"reward\":0.5}");
    state("checkpoint-100", 100, "{\"step\":20,\"reward\":0.5},{\"step\":100,\"reward\":0.75}");
    Path unfinished = state("checkpoint-120", 120, "");
    Files.writeString(unfinished, "{\"global_step\":120,\"log_history\":[{\"step\":2");
    assertThat(Scores.find(temp)).hasValue(temp.resolve("checkpoint-100/trainer_state.json"));
    assertThat(Scores.read(temp, ANY).series().steps()).containsExactly(20L, 100L);
    Path supervised = state("checkpoint-200", 200, "{\"step\":200,\"loss\":0.5}");
    assertThat(Scores.find(temp)).as("a state without a score").isEmpty();
    assertThat(Scores.find(temp, true)).hasValue(supervised);
    Path own = Files.writeString(temp.resolve("scores.csv"), "step,accuracy\n1,0.5\n");
    assertThat(Scores.find(temp)).hasValue(own);
  }

  private Path state(String name, long step, String entries) throws IOException {
    return Files.writeString(
        Files.createDirectory(temp.resolve(name)).resolve("trainer_state.json"),
        "{\"best_metric\": NaN, \"global_step\": %d, \"log_history\": [%s]}"
            .formatted(step, entries));
  }

  @Test
  void usesThePartThatIsScored() throws IOException {
    ScoreSeries series = read("step,accuracy\n10,0.5\n30,0.75\n", ANY).series();
    ScoredSteps some = series.among(List.of(10L, 20L, 30L, 40L));
    assertThat(some.steps()).containsExactly(10L, 30L);
    assertThat(some.accuracies()).containsExactly(0.5, 0.75);
    assertThat(some.note())
        .hasValue("2 of the 4 checkpoints have no score and are left out (step 20, 40)");
    assertThat(series.among(List.of(30L, 40L)).note())
        .hasValue("1 of the 2 checkpoints has no score and is left out (step 40)");
    assertThat(series.among(List.of(30L)).note()).isEmpty();
    assertThat(some.atLeast(2)).isSameAs(some);
    assertThatThrownBy(() -> some.atLeast(3))
        .isInstanceOf(BadDataException.class)
        .hasMessage(
            "2 of the 4 checkpoints in use have a score and 3 are needed (step 20, 40 without)");
    assertThat(series.among(List.of()).note()).isEmpty();
  }

  @Test
  void joinsScoresBetweenSavesOnDemand() {
    ScoreSeries series =
        new ScoreSeries(
            List.of(
                Score.of(9, 0.1), // near the first save
                Score.of(12, 0.2), // 9 is nearer to 10
                Score.of(25, 0.3), // as far from 20 as from 30
                Score.of(30, 0.4),
                Score.of(31, 0.5), // 30 has its own
                Score.of(90, 0.6))); // far behind the last save
    JoinedScores joined = series.joinedTo(List.of(10L, 20L, 30L, 40L));
    assertThat(joined.moves()).containsExactly("9 to 10", "25 to 20");
    assertThat(joined.series().scores())
        .containsExactly(
            Score.of(10, 0.1),
            Score.of(12, 0.2),
            Score.of(20, 0.3),
            Score.of(30, 0.4),
            Score.of(31, 0.5),
            Score.of(90, 0.6));
    assertThat(joined.note())
        .hasValue("2 scores count for the nearest save (step 9 to 10, 25 to 20)");
    assertThat(series.joinedTo(List.of()).note()).isEmpty();
  }

  @Test
  void readsARealRunOfTrl() {
    Path state = SharedData.find("trl-run/full/checkpoint-80/trainer_state.json");
    ScoreReading fromState = Scores.read(state, ANY);
    assertThat(fromState.metric()).isEqualTo("reward");
    assertThat(fromState.series().scores()).hasSize(80);
    assertThat(fromState.series().at(80)).hasValue(Score.of(80, 0.83984375));
    ScoreReading fromEvents = Scores.read(state.resolve("../../runs").normalize(), ANY);
    assertThat(fromEvents.metric()).isEqualTo("train/reward");
    assertThat(fromEvents.series()).isEqualTo(fromState.series()); // rewards of 1/256 are exact
    double[] rewards = fromState.series().accuracies();
    assertThat(rewards[0]).isCloseTo(0.36328125, within(0.0));
    assertThat(Scores.find(state.resolve("../..").normalize()))
        .map(found -> found.getFileName().toString())
        .isEqualTo(Optional.of("scores.csv"));
  }
}
