package io.github.alpharl.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.Shard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RaceTest {

  /** A model that solves a problem with a chance of its own; problems differ in difficulty. */
  private static final class Coin implements Contestant {
    private final String name;
    private final double skill;
    private final long seed;
    private final List<int[]> asked = new ArrayList<>();

    Coin(String name, double skill, long seed) {
      this.name = name;
      this.skill = skill;
      this.seed = seed;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean[] answers(int from, int count) {
      asked.add(new int[] {from, count});
      boolean[] answers = new boolean[count];
      for (int i = 0; i < count; i++) {
        long problem = seed * 1_000_003 + from + i;
        double shift = 0.4 * new SplittableRandom(problem).nextDouble() - 0.2;
        long own = problem * 31 + name.hashCode() * 0x9E3779B97F4A7C15L;
        answers[i] = new SplittableRandom(own).nextDouble() < skill + shift;
      }
      return answers;
    }
  }

  private static List<Coin> field(int count, double skill, long seed) {
    return IntStream.range(0, count).mapToObj(i -> new Coin("c" + i, skill, seed)).toList();
  }

  /** P(B ≥ wins), B ~ Bin(wins + losses, 1/2); e.g. 8 of 10: (45+10+1)/1024. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 1",
    "1, 0, 0.5",
    "8, 2, 0.0546875",
    "5, 5, 0.623046875",
    "0, 9, 1",
    "60, 40, 0.028443966820490385",
    "10, 0, 0.0009765625"
  })
  void theChanceIsABinomialTail(int wins, int losses, double expected) {
    assertThat(new PairedTest(wins, losses).chance()).isCloseTo(expected, within(1e-12));
  }

  @Test
  void largeCountsStayFinite() {
    assertThat(new PairedTest(50_000, 50_000).chance()).isBetween(0.5, 0.51);
    assertThat(new PairedTest(60_000, 40_000).chance()).isZero();
  }

  /** However many challengers try, equal ones win no more often than the stated error rate. */
  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.2})
  void theErrorRateHolds(double error) {
    int accepted = 0;
    int races = 400;
    for (long seed = 0; seed < races; seed++) {
      Race.Result result =
          new Race(8, 128, error).run(new Coin("last", 0.5, seed), field(16, 0.5, seed));
      accepted += result.accepted() ? 1 : 0;
    }
    double deviation = Math.sqrt(error * (1 - error) / races);
    assertThat((double) accepted / races).isLessThan(error + 3 * deviation);
    assertThat(accepted).isPositive();
  }

  @Test
  void aBetterModelIsFoundWithFewAnswersToTheOthers() {
    int found = 0;
    for (long seed = 0; seed < 20; seed++) {
      List<Coin> field = new ArrayList<>(field(16, 0.4, seed));
      field.add(5, new Coin("best", 0.65, seed));
      Race.Result result = new Race(32, 256, 0.05).run(new Coin("last", 0.45, seed), field);
      found += result.accepted() && result.leader().equals("best") ? 1 : 0;
      assertThat(result.standings()).hasSize(17);
      assertThat(result.standings().getFirst().name()).isEqualTo(result.leader());
      assertThat(result.standings().getLast().problems()).isEqualTo(32);
    }
    assertThat(found).isGreaterThanOrEqualTo(18);
  }

  @Test
  void allAnswerTheSameProblemsAndTheConfirmationIsFresh() {
    List<Coin> field = field(5, 0.5, 1);
    Coin last = new Coin("last", 0.5, 1);
    new Race(10, 30, 0.05).run(last, field);
    assertThat(field).allSatisfy(c -> assertThat(c.asked.getFirst()).containsExactly(0, 10));
    int longest = field.stream().mapToInt(c -> c.asked.size()).max().orElseThrow();
    assertThat(longest).isEqualTo(4); // 5 → 3 → 2 → 1 in rounds of 10, 20, 40, then 30 fresh ones
    assertThat(last.asked).hasSize(1);
    assertThat(last.asked.getFirst()).containsExactly(70, 30);
  }

  @Test
  void aSingleChallengerIsConfirmedTooAndNoneIsRefused() {
    Race race = new Race(4, 64, 0.05);
    Race.Result result = race.run(new Coin("last", 0.2, 1), field(1, 0.75, 1));
    assertThat(result.accepted()).isTrue();
    assertThat(result.leaderRight() - result.incumbentRight())
        .isEqualTo(result.test().wins() - result.test().losses());
    assertThatThrownBy(() -> race.run(new Coin("last", 0.2, 1), List.of()))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> new Race(1, 1, 1)).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> new Race(0, 1, 0.1)).isInstanceOf(UsageException.class);
  }

  /** Answers like another one, but only what its shard was asked or others have left there. */
  private record Shared(Coin coin, Asking asking, Set<String> there) implements Contestant {

    @Override
    public String name() {
      return coin.name();
    }

    @Override
    public boolean ready(int from, int count, int place) {
      String key = name() + " " + from;
      if (asking.computes(place)) {
        there.add(key);
      }
      return there.contains(key);
    }

    @Override
    public boolean[] answers(int from, int count) {
      assertThat(there).contains(name() + " " + from);
      return coin.answers(from, count);
    }
  }

  @Test
  void sharesOfEachRoundAddUpToTheRace() {
    Race race = new Race(8, 64, 0.05);
    List<Coin> field = field(5, 0.7, 3);
    Coin old = new Coin("old", 0.4, 3);
    Set<String> there = new HashSet<>();
    Optional<Race.Result> found = Optional.empty();
    for (int call = 0; found.isEmpty() && call < 40; call++) {
      Asking own = new Asking.Own(new Shard(call % 3 + 1, 3));
      found =
          race.attempt(
              new Shared(old, own, there),
              field.stream().map(coin -> new Shared(coin, own, there)).toList());
    }
    assertThat(found).contains(race.run(old, field));
    assertThat(
            race.attempt(
                new Shared(old, new Asking.Never(), Set.of()),
                field.stream()
                    .map(coin -> new Shared(coin, new Asking.Never(), Set.of()))
                    .toList()))
        .isEmpty();
  }

  @Test
  void aHeatAfterAnotherGoesOnWithItsLeader() {
    Race race = new Race(8, 64, 0.05);
    List<Coin> line = List.of(new Coin("a", 0.3, 1), new Coin("b", 0.8, 1), new Coin("c", 0.2, 1));
    Race.Heat first = race.heat(line, 0).orElseThrow();
    List<Contestant> near = List.of(first.leader(), new Coin("d", 0.6, 1));
    Race.Heat last = race.heat(near, first.next()).orElseThrow().after(first);
    assertThat(first.leader().name()).isEqualTo("b");
    assertThat(last.standings())
        .extracting(Race.Standing::name)
        .containsOnlyOnce("a", "b", "c", "d");
    int asked = 0;
    for (Coin coin : List.of(line.get(0), line.get(1), line.get(2), (Coin) near.get(1))) {
      asked += coin.asked.stream().mapToInt(a -> a[1]).sum();
    }
    assertThat(last.standings().stream().mapToInt(Race.Standing::problems).sum()).isEqualTo(asked);
    assertThat(line.get(1).asked).extracting(a -> a[0]).doesNotHaveDuplicates();
  }
}
