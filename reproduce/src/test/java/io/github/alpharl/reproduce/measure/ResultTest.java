package io.github.alpharl.reproduce.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.linearity.Projection;
import io.github.alpharl.race.KeptResults;
import io.github.alpharl.reproduce.measure.Result.Accuracy;
import io.github.alpharl.reproduce.measure.Result.Behaved;
import io.github.alpharl.reproduce.measure.Result.Choice;
import io.github.alpharl.reproduce.measure.Result.Linear;
import io.github.alpharl.reproduce.measure.Result.ModuleFit;
import io.github.alpharl.reproduce.measure.Result.ModuleWindow;
import io.github.alpharl.reproduce.measure.Result.RankFound;
import io.github.alpharl.reproduce.measure.Result.Shares;
import io.github.alpharl.reproduce.measure.Result.View;
import io.github.alpharl.reproduce.measure.Result.Windows;
import io.github.alpharl.study.DominanceTable.Means;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results come back from the disk as they were; those of another form are made anew. */
class ResultTest {

  private static final View VIEW = new View(0.5, 0.125, 1.25, 40);

  @TempDir Path temp;

  private <R> R again(R result, Class<R> type) {
    KeptResults kept = new KeptResults(temp.resolve(type.getSimpleName()));
    assertThat(kept.get("key", type, () -> result)).isSameAs(result);
    return kept.find("key", type).orElseThrow();
  }

  private <R> Optional<R> read(String json, Class<R> type) throws IOException {
    Path folder = temp.resolve("earlier");
    KeptResults kept = new KeptResults(folder);
    kept.get("key", Map.class, Map::of);
    try (Stream<Path> files = Files.list(folder)) {
      Files.writeString(files.findFirst().orElseThrow(), json);
    }
    return kept.find("key", type);
  }

  @Test
  void resultsComeBackAsTheyWere() {
    for (Accuracy accuracy :
        List.of(
            Accuracy.of(0.25, Optional.empty()),
            Accuracy.of(0.5, Optional.of(new Choice("hold", "relex to step 8", false))),
            Accuracy.refused("too short a window"))) {
      Path folder = temp.resolve(accuracy.document().keySet().toString());
      KeptResults kept = new KeptResults(folder);
      kept.get("key", Accuracy.class, () -> accuracy);
      assertThat(kept.find("key", Accuracy.class)).contains(accuracy);
    }
    Shares shares = new Shares(List.of(new Means(4, 0.5, 0.75, 0.01, 0.3, 0, 7)));
    assertThat(again(shares, Shares.class)).isEqualTo(shares);
    Windows windows = new Windows(List.of(new ModuleWindow(2, 5, 0.9, 0.375)));
    assertThat(again(windows, Windows.class)).isEqualTo(windows);
    RankFound rank = new RankFound(0.25, 0.5, 2, new TreeMap<>(Map.of(1, 0.5, 2, 1.0)));
    assertThat(again(rank, RankFound.class)).isEqualTo(rank);
    RankFound none = RankFound.nothingGained(0.5, 0.5);
    KeptResults kept = new KeptResults(temp.resolve("none"));
    kept.get("key", RankFound.class, () -> none);
    assertThat(kept.find("key", RankFound.class)).contains(none);
    Behaved behaved = new Behaved(8, VIEW, VIEW, new TreeMap<>(Map.of(0, 0.25, 16, 0.5)), 1e-9);
    assertThat(again(behaved, Behaved.class)).isEqualTo(behaved);
  }

  @Test
  void undefinedFiguresStayUndefined() {
    Projection plane =
        new Projection(
            "m",
            List.of(1L, 2L),
            new double[][] {{1}, {-1}},
            new double[][] {{1, 2}, {3, 4}},
            new double[] {0.5, -0.5},
            new double[] {0, 1});
    Linear linear =
        new Linear(
            List.of(1L, 2L),
            0.5,
            Double.NaN,
            1,
            List.of(new ModuleFit("m", 0.5, Double.NaN, 1)),
            plane);
    Linear read = again(linear, Linear.class);
    assertThat(read)
        .usingRecursiveComparison()
        .withEqualsForType((a, b) -> Double.compare(a, b) == 0, Double.class)
        .isEqualTo(linear);
    assertThat(read.meanQ2()).isNaN();
  }

  @Test
  void resultsOfEarlierVersionsAreReadOrMadeAnewButNeverMisread() throws IOException {
    assertThat(
            read(
                "{\"chosen\":\"hold\",\"leader\":\"x\",\"accepted\":false,\"accuracy\":0.5}",
                Accuracy.class))
        .contains(Accuracy.of(0.5, Optional.of(new Choice("hold", "x", false))));
    assertThat(read("{\"accuracy\":0.75}", Accuracy.class))
        .contains(Accuracy.of(0.75, Optional.empty()));
    assertThat(read("{}", Accuracy.class)).isEmpty();
    assertThat(read("{\"accuracy\":0.75,\"problems\":3}", Accuracy.class)).isEmpty();
    assertThat(read("{\"base\":0.25,\"full\":0.25}", RankFound.class)).isEmpty();
    String module = "{\"name\":\"m\",\"r2\":null,\"q2\":0.5,\"r2Step\":1}";
    assertThat(read(module, ModuleFit.class)).isEmpty();
    String view =
        "{\"accuracy\":0.5,\"non_greedy_share\":0.125,\"perplexity_under_base\":1.25,\"tokens\":40}";
    assertThat(
            read(
                "{\"benchmark\":\"b\",\"problems\":8,\"max_tokens\":9,\"seed\":0,"
                    + "\"trained_answers\":"
                    + view
                    + ",\"base_answers\":"
                    + view
                    + ",\"prefix_guidance\":{\"0\":0.25},\"mean_embedding_shift\":0.0}",
                Behaved.class))
        .contains(new Behaved(8, VIEW, VIEW, new TreeMap<>(Map.of(0, 0.25)), 0));
  }
}
