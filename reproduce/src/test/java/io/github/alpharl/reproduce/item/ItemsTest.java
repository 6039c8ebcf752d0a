package io.github.alpharl.reproduce.item;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.lab.network.ModelSize;
import io.github.alpharl.lab.optimizer.Schedule;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.race.KeptResults;
import io.github.alpharl.reproduce.item.SeedFigure.Format;
import io.github.alpharl.reproduce.measure.Request;
import io.github.alpharl.reproduce.measure.Result;
import io.github.alpharl.reproduce.measure.Results;
import io.github.alpharl.reproduce.run.Catalogue;
import io.github.alpharl.reproduce.run.Condition;
import io.github.alpharl.reproduce.run.LabRun;
import io.github.alpharl.reproduce.run.ReproductionSize;
import io.github.alpharl.reproduce.run.Trainings;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What items ask for, the runs' options, and how figures over seeds are shown. */
class ItemsTest {

  @TempDir Path temp;

  private Trainings runs() {
    return new Trainings(temp, ReproductionSize.FULL, new KeptResults(temp.resolve("measured")));
  }

  private Set<Request<?>> requests(String name) {
    Set<Request<?>> requests = new LinkedHashSet<>();
    Results results =
        new Results() {
          @Override
          public <R extends Result> Optional<R> of(Request<R> request) {
            requests.add(request);
            return Optional.empty();
          }

          @Override
          public Optional<String> early(LabRun run) {
            return Optional.empty();
          }
        };
    for (Item item : Items.named(name)) {
      ItemReport report =
          item.report(new Findings(results, runs(), ReproductionSize.FULL, List.of(0L, 1L, 2L)));
      assertThat(report.grids()).isNotEmpty();
      assertThat(report.document(item, List.of(0L)).path("tables")).isNotEmpty();
    }
    return requests;
  }

  @Test
  void itemsSayWhatTheyNeedBeforeAnythingIsThere() {
    assertThat(requests("table-7")).hasSize(21).allMatch(Request.Shares.class::isInstance);
    assertThat(requests("rank-99").stream().map(r -> r.run().name()))
        .contains("dapo-0", "distill-2", "hard-5e-4-1", "boxed-2")
        .hasSize(27);
    assertThat(requests("regrounding").stream().filter(Request.Regrounded.class::isInstance))
        .as("two tasks, five algorithms, three seeds, two budgets")
        .hasSize(2 * 5 * 3 * 2);
    int apart = 0;
    for (Item item : Items.named("all")) {
      apart += requests(item.name()).size();
    }
    assertThat(requests("all").size()).isLessThan(apart);
  }

  @Test
  void describeTellsRequestsAboutARunApart() {
    Set<Request<?>> all = requests("all");
    assertThat(all.stream().map(r -> r.run().name() + r.describe()).distinct()).hasSize(all.size());
  }

  @Test
  void runsAreTheLabsOwnWithFewChanges() {
    TrainOptions dapo = runs().options(Catalogue.easy("dapo", 2));
    assertThat(dapo.seed()).isEqualTo(2);
    assertThat(dapo.steps()).isEqualTo(100);
    assertThat(dapo.update().learningRate()).isEqualTo(3e-5);
    assertThat(dapo.example().teacher()).isNull();
    TrainOptions distill = runs().options(Catalogue.easy("distill", 1));
    assertThat(distill.example().teacher())
        .isEqualTo(temp.toAbsolutePath().resolve("runs/dapo-1/step-100").toString());
    LabRun rate =
        Catalogue.rate(new Catalogue.Rate(Catalogue.HARD, "2.5e-4", Schedule.Shape.COSINE), 0);
    assertThat(rate.name()).isEqualTo("hard-2.5e-4-cosine-0");
    assertThat(runs().options(rate).update().schedule()).isEqualTo(Schedule.Shape.COSINE);
    assertThat(runs().options(rate).steps()).isEqualTo(120);
    LabRun easy =
        Catalogue.rate(new Catalogue.Rate(Catalogue.EASY, "1e-4", Schedule.Shape.CONSTANT), 0);
    assertThat(runs().options(easy).steps()).isEqualTo(60);
    assertThat(
            Catalogue.rate(new Catalogue.Rate(Catalogue.EASY, "3e-5", Schedule.Shape.CONSTANT), 1))
        .isEqualTo(Catalogue.easy("dapo", 1));
    assertThat(runs().steps(Catalogue.easy("dapo", 0))).hasSize(35).endsWith(96L, 100L);
    TrainOptions narrow = runs().options(Catalogue.under(condition("prompts 16"), 1));
    assertThat(narrow.batch().prompts()).isEqualTo(16);
    assertThat(narrow.saveEvery()).isEqualTo(2);
    assertThat(narrow.seed()).isEqualTo(1);
    assertThat(Catalogue.under(condition("usual"), 1))
        .as("the run of the series over sizes")
        .isEqualTo(Catalogue.sized(ModelSize.TINY_128, Catalogue.EASY, "dapo", 1));
    assertThat(Condition.ALL.stream().map(c -> Catalogue.under(c, 0).name()))
        .doesNotHaveDuplicates();
  }

  private static Condition condition(String name) {
    return Condition.ALL.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void valuesNameTheSeedsTheyLack() {
    SeedFigure whole = new SeedFigure(Format.SHARE, new TreeMap<>(Map.of(0L, 0.5, 1L, 0.7)), 2);
    assertThat(whole.text()).isEqualTo("0.600 ± 0.100");
    assertThat(whole.json().path("seeds").path("1").asDouble()).isEqualTo(0.7);
    SeedFigure part = new SeedFigure(Format.PERCENT, new TreeMap<>(Map.of(1L, 0.25)), 3);
    assertThat(part.text()).isEqualTo("25.0 (1/3)");
    assertThat(part.json().path("standardError").isNull()).isTrue();
    assertThat(new SeedFigure(Format.COUNT, new TreeMap<>(), 3).text()).isEqualTo("–");
    SeedFigure near =
        new SeedFigure(Format.SIGNIFICANT, new TreeMap<>(Map.of(0L, 1.71, 1L, 1.71001)), 2);
    assertThat(near.text()).isEqualTo("1.71 ± 0.00");
  }
}
