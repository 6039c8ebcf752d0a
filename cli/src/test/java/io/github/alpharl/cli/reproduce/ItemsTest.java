package io.github.alpharl.cli.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.alpharl.cli.reproduce.Value.Format;
import io.github.alpharl.lab.optimizer.Schedule;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.race.KeptResults;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What items ask for, the runs' options, and how figures over seeds are shown. */
class ItemsTest {

  @TempDir Path temp;

  private Runs runs() {
    return new Runs(temp, Scale.FULL, new KeptResults(temp.resolve("measured")));
  }

  private Set<Request> requests(String name) {
    Set<Request> requests = new LinkedHashSet<>();
    Answers answers =
        new Answers() {
          @Override
          public JsonNode of(Request request) {
            requests.add(request);
            return MissingNode.getInstance();
          }

          @Override
          public String early(LabRun run) {
            return "";
          }
        };
    for (Item item : Items.named(name)) {
      Report report = item.report(new Notebook(answers, runs(), Scale.FULL, List.of(0L, 1L, 2L)));
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
    int apart = 0;
    for (Item item : Items.named("all")) {
      apart += requests(item.name()).size();
    }
    assertThat(requests("all").size()).isLessThan(apart);
  }

  @Test
  void describeTellsRequestsAboutARunApart() {
    Set<Request> all = requests("all");
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
    LabRun rate = Catalogue.rate(new Catalogue.Rate(Catalogue.HARD, "2.5e-4", "cosine"), 0);
    assertThat(rate.name()).isEqualTo("hard-2.5e-4-cosine-0");
    assertThat(runs().options(rate).update().schedule()).isEqualTo(Schedule.Shape.COSINE);
    assertThat(runs().options(rate).steps()).isEqualTo(120);
    LabRun easy = Catalogue.rate(new Catalogue.Rate(Catalogue.EASY, "1e-4", "constant"), 0);
    assertThat(runs().options(easy).steps()).isEqualTo(60);
    assertThat(Catalogue.rate(new Catalogue.Rate(Catalogue.EASY, "3e-5", "constant"), 1))
        .isEqualTo(Catalogue.easy("dapo", 1));
    assertThat(runs().steps(Catalogue.easy("dapo", 0))).hasSize(25).endsWith(96L, 100L);
  }

  @Test
  void valuesNameTheSeedsTheyLack() {
    Value whole = new Value(Format.SHARE, new TreeMap<>(Map.of(0L, 0.5, 1L, 0.7)), 2);
    assertThat(whole.text()).isEqualTo("0.600 ± 0.100");
    assertThat(whole.json().path("seeds").path("1").asDouble()).isEqualTo(0.7);
    Value part = new Value(Format.PERCENT, new TreeMap<>(Map.of(1L, 0.25)), 3);
    assertThat(part.text()).isEqualTo("25.0 (1/3)");
    assertThat(part.json().path("standardError").isNull()).isTrue();
    assertThat(new Value(Format.COUNT, new TreeMap<>(), 3).text()).isEqualTo("–");
    Value near = new Value(Format.SIGNIFICANT, new TreeMap<>(Map.of(0L, 1.71, 1L, 1.71001)), 2);
    assertThat(near.text()).isEqualTo("1.71 ± 0.00");
  }
}
