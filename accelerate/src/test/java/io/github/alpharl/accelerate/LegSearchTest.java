package io.github.alpharl.accelerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.failure.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LegSearchTest {

  private static final List<Double> FACTORS = List.of(-1.0, -0.5, 1.0, 3.0, 7.0);

  private static Settings settings(double error) {
    return new Settings(
        120,
        10,
        0.1,
        error,
        FACTORS,
        4,
        List.of(),
        new Response(Control.BOTH, 8, 1, Moments.KEEP),
        0);
  }

  /** Answers by chance: the leg's end solves half, a candidate as many as {@code skill} says. */
  private static LegSearch.Asking chance(long seed, ToDoubleFunction<Candidate> skill) {
    return (candidate, from, count) -> {
      boolean[] answers = new boolean[count];
      for (int i = 0; i < count; i++) {
        long who = candidate == null ? 7 : candidate.name().hashCode();
        SplittableRandom own = new SplittableRandom(seed * 1_000_003 + (from + i) * 31L + who * 97);
        own.nextLong();
        answers[i] = own.nextDouble() < (candidate == null ? 0.5 : skill.applyAsDouble(candidate));
      }
      return answers;
    };
  }

  private static Decision decision(History before, LegSearch.Result found) {
    String accepted = found.accepted() == null ? null : found.accepted().name();
    return new Decision(
        before.decisions().size() + 1,
        before.step(),
        before.step() + 10,
        1,
        "start",
        "end",
        List.of("end"),
        2560,
        found.rollouts(),
        before.training() + 2560,
        before.search() + found.rollouts(),
        300,
        before.nextProblem(),
        found.problems(),
        found.right(),
        found.trials(),
        accepted,
        "end",
        1,
        "");
  }

  private static History legs(
      int count, Settings settings, long seed, ToDoubleFunction<Candidate> skill) {
    History history = new History(List.of());
    for (int leg = 0; leg < count; leg++) {
      LegSearch search = new LegSearch(settings, history);
      LegSearch.Result found =
          search.run(
              search.field(settings.candidates()), history.nextProblem(), 300, chance(seed, skill));
      history = history.plus(decision(history, found));
    }
    return history;
  }

  private static boolean anyAccepted(History history) {
    return history.decisions().stream().anyMatch(decision -> decision.accepted() != null);
  }

  /** Twelve legs of candidates that are no better: few runs ever accept one. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.4})
  void theErrorRateHoldsOverTheWholeRun(double error) {
    int wrong = 0;
    int runs = 300;
    for (long seed = 0; seed < runs; seed++) {
      wrong += anyAccepted(legs(12, settings(error), seed, _ -> 0.5)) ? 1 : 0;
    }
    assertThat((double) wrong / runs)
        .isLessThan(error + 3 * Math.sqrt(error * (1 - error) / runs))
        .isPositive();
  }

  @Test
  void aBetterCandidateIsAcceptedAsItsEvidenceGrowsOverLegs() {
    int accepted = 0;
    int later = 0;
    for (long seed = 0; seed < 40; seed++) {
      History history = legs(6, settings(0.1), seed, c -> c.name().equals("f+1") ? 0.75 : 0.4);
      Decision first =
          history.decisions().stream().filter(d -> d.accepted() != null).findFirst().orElse(null);
      if (first != null) {
        assertThat(first.accepted()).isEqualTo("f+1");
        accepted++;
        later += first.leg() > 1 ? 1 : 0;
      }
    }
    assertThat(accepted).isGreaterThan(30);
    assertThat(later).as("by the evidence of several legs").isPositive();
  }

  @Test
  void whatLosesClearlyRestsAndTheAllowanceIsKept() {
    Settings settings = settings(0.1);
    History history = legs(1, settings, 3, c -> c.name().equals("f+7") ? 0 : 0.6);
    LegSearch search = new LegSearch(settings, history);
    assertThat(search.field(settings.candidates()))
        .extracting(Candidate::name)
        .doesNotContain("f+7");
    assertThat(new LegSearch(settings, new History(List.of())).field(settings.candidates()))
        .hasSize(7);
    for (long allowance = 0; allowance < 700; allowance += 37) {
      LegSearch.Result found =
          search.run(settings.candidates(), 0, allowance, chance(1, _ -> 0.55));
      assertThat(found.rollouts()).isLessThanOrEqualTo(allowance);
      assertThat(found.rollouts())
          .isEqualTo(found.problems() + found.trials().stream().mapToLong(Trial::problems).sum());
    }
  }

  /** Where the end solves nearly all, no candidate can be proven better, so none is asked. */
  @Test
  void nobodyIsAskedInVain() {
    Settings settings = settings(0.1);
    History none = new History(List.of());
    Decision before = decision(none, new LegSearch.Result(200, 200, 200, List.of(), null));
    LegSearch search = new LegSearch(settings, none.plus(before));
    List<Candidate> field = settings.candidates();
    LegSearch.Result vain = search.run(field, 0, 300, only(false));
    assertThat(vain.trials()).hasSize(7).allMatch(trial -> trial.problems() == 0);
    assertThat(vain.accepted()).isNull();
    assertThat(vain.rollouts()).isEqualTo(vain.problems()).isPositive();
    LegSearch.Result more = search.run(field, 0, 9000, only(false));
    assertThat(more.trials()).as("more problems may prove it").anyMatch(t -> t.problems() > 0);
    assertThat(new LegSearch(settings, none).run(field, 0, 600, only(true)).accepted()).isNotNull();
  }

  /** A search can gain what the end fails at most: half a percent is not worth asking for. */
  @Test
  void whereTheLastEndsSolveNearlyAllOnlyTheEndIsAsked() {
    Settings settings = settings(0.1);
    History none = new History(List.of());
    History good =
        none.plus(decision(none, new LegSearch.Result(1500, 1498, 1500, List.of(), null)));
    LegSearch search = new LegSearch(settings, good);
    LegSearch.Result still = search.run(settings.candidates(), 1500, 9000, failing(0));
    assertThat(still.problems()).isEqualTo(64);
    assertThat(still.rollouts()).isEqualTo(64);
    LegSearch.Result fallen = search.run(settings.candidates(), 1500, 9000, failing(6));
    assertThat(fallen.accepted()).as("an end that fails more is searched").isNotNull();
    History changed =
        none.plus(
            decision(
                none,
                new LegSearch.Result(1500, 1498, 1500, List.of(), new Candidate.Scaled(1.0))));
    assertThat(
            new LegSearch(settings, changed)
                .run(settings.candidates(), 1500, 9000, failing(0))
                .trials())
        .as("what was before a jump tells nothing")
        .allMatch(trial -> trial.problems() == 64);
  }

  /** The leg's end fails so many of each 64, the candidates none. */
  private static LegSearch.Asking failing(int ofSixtyFour) {
    return (candidate, from, count) -> {
      boolean[] answers = new boolean[count];
      for (int i = 0; i < count; i++) {
        answers[i] = candidate != null || (from + i) % 64 >= ofSixtyFour;
      }
      return answers;
    };
  }

  /** By P(B ≤ k) of binomial distributions: 598 of 598 right exclude half a percent of failures. */
  @Test
  void failuresAreBoundedExactly() {
    assertThat(new Failures(0, 597).surelyBelow(0.005)).isFalse();
    assertThat(new Failures(0, 598).surelyBelow(0.005)).isTrue();
    assertThat(new Failures(3, 64).surelyAbove(0.005)).isTrue();
    assertThat(new Failures(1, 64).surelyAbove(0.005)).isFalse();
    assertThat(new Failures(0, 0).surelyAbove(0.005)).isFalse();
    assertThat(new Failures(0, 0).surelyBelow(0.005)).isFalse();
    assertThat(new Failures(9_800, 1_000_000).surelyBelow(0.01)).isTrue();
    assertThat(new Failures(9_900, 1_000_000).surelyBelow(0.01)).isFalse();
  }

  /** The candidates solve all and the leg's end nothing, or the other way round. */
  private static LegSearch.Asking only(boolean candidates) {
    return (candidate, _, count) -> {
      boolean[] answers = new boolean[count];
      Arrays.fill(answers, (candidate != null) == candidates);
      return answers;
    };
  }

  @Test
  void nothingRestsForEver() {
    Settings settings = settings(0.1);
    History history = legs(9, settings, 8, _ -> 0);
    List<Integer> searched =
        history.decisions().stream().filter(d -> d.problems() > 0).map(Decision::leg).toList();
    assertThat(searched).containsExactly(1, 4, 7);
  }

  /** Beyond a scale that loses no farther one is asked, and while it rests none either. */
  @Test
  void noScaleIsAskedBeyondOneThatLoses() {
    Settings settings = settings(0.1);
    LegSearch search = new LegSearch(settings, new History(List.of()));
    LegSearch.Result found =
        search.run(settings.candidates(), 0, 3000, chance(5, c -> c.distance() < 3 ? 0.55 : 0));
    assertThat(asked(found)).contains("f+1", "f+3").doesNotContain("f+7");
    History after = new History(List.of()).plus(decision(new History(List.of()), found));
    assertThat(new LegSearch(settings, after).field(settings.candidates()))
        .extracting(Candidate::name)
        .contains("f+1")
        .doesNotContain("f+3", "f+7");
  }

  private static List<String> asked(LegSearch.Result found) {
    return found.trials().stream().filter(t -> t.problems() > 0).map(Trial::name).toList();
  }

  /** A winner is asked as much as it needs; who shows nothing, no second time. */
  @Test
  void whoShowsNothingIsAskedOnce() {
    Settings settings = settings(0.1);
    LegSearch search = new LegSearch(settings, new History(List.of()));
    LegSearch.Asking asking =
        (candidate, from, count) -> {
          boolean[] answers = new boolean[count];
          for (int i = 0; i < count; i++) {
            boolean wins = candidate != null && candidate.name().equals("f+3");
            answers[i] = (from + i) % 16 < (wins ? 9 : 8); // one of sixteen more
          }
          return answers;
        };
    LegSearch.Result found = search.run(settings.candidates(), 0, 3000, asking);
    assertThat(found.accepted()).isEqualTo(new Candidate.Scaled(3));
    for (Trial trial : found.trials()) {
      boolean winner = trial.name().equals("f+3");
      assertThat(trial.problems()).as(trial.name()).isEqualTo(winner ? 184 : 64);
    }
    assertThat(found.problems()).as("no more than it took").isEqualTo(184);
  }

  /** Levels add up to the error rate over all candidates and series. */
  @Test
  void theLevelsAddUp() {
    Settings settings = settings(0.1);
    double sum = 0;
    for (Candidate candidate : settings.candidates()) {
      for (int series = 1; series <= 100_000; series++) {
        sum += Math.exp(-settings.threshold(candidate, series));
      }
    }
    assertThat(sum).isLessThanOrEqualTo(0.1);
    // forward 1/2 + 1/6 + 1/12 of one half, backward with 1/20 more of the other
    assertThat(sum).isCloseTo(0.1 * (0.75 + 0.8) / 2, within(1e-5));
    assertThat(settings.threshold(new Candidate.Scaled(1.0), 1))
        .isEqualTo(settings.threshold(new Candidate.Scaled(-0.5), 1))
        .isLessThan(settings.threshold(new Candidate.Average(4), 1));
  }

  @Test
  void aHopelessSeriesIsFollowedByAnother() {
    Settings settings = settings(0.1);
    History history = legs(4, settings, 11, _ -> 0.5);
    List<Trial> trials = history.trials(new Candidate.Scaled(1.0));
    for (int i = 1; i < trials.size(); i++) {
      Trial before = trials.get(i - 1);
      Trial now = trials.get(i);
      assertThat(now.series()).isEqualTo(before.series() + (before.hopeless() ? 1 : 0));
      assertThat(now.seriesWins())
          .isEqualTo(now.wins() + (before.hopeless() ? 0 : before.seriesWins()));
    }
    assertThat(new Trial("x", 20, 5, 2, 9, 1, 2, 9, 4).hopeless()).isTrue();
    assertThat(new Trial("x", 20, 5, 1, 1, 1, 1, 1, 4).hopeless()).isFalse();
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(
            () ->
                new Settings(
                    5,
                    10,
                    0.1,
                    0.1,
                    FACTORS,
                    0,
                    List.of(),
                    new Response(Control.JUMP, 8, 1, Moments.KEEP),
                    0))
        .isInstanceOf(UsageException.class)
        .hasMessage("the budget must be at least one leg, found 5");
    assertThatThrownBy(
            () ->
                new Settings(
                    50,
                    10,
                    0.1,
                    0.1,
                    List.of(0.0),
                    0,
                    List.of(),
                    new Response(Control.JUMP, 8, 1, Moments.KEEP),
                    0))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("not 0, which is no jump");
    assertThatThrownBy(
            () ->
                new Settings(
                    50,
                    10,
                    1,
                    0.1,
                    FACTORS,
                    0,
                    List.of(),
                    new Response(Control.JUMP, 8, 1, Moments.KEEP),
                    0))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("the search share must be");
  }

  @Test
  void aPlateauEndsARun() {
    History still = legs(6, settings(0.1), 5, _ -> 0.5);
    assertThat(still.plateau(0)).isFalse();
    assertThat(still.plateau(0.3)).isTrue();
    assertThat(still.plateau(0.001)).as("too little is known").isFalse();
    assertThat(legs(5, settings(0.1), 5, _ -> 0.5).plateau(0.5)).isFalse();
    assertThat(legs(6, settings(0.1), 5, _ -> 0.2).plateau(0.3))
        .as("legs at which all rest tell nothing")
        .isFalse();
  }
}
