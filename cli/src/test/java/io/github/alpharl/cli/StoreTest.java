package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored factors are used only where they belong, and made again where not. */
class StoreTest {

  @TempDir Path temp;
  private Path run;
  private Path store;
  private Map<String, String> whole;

  @BeforeEach
  void decompose() {
    run = SmallRun.write(temp.resolve("run"), 10, 20, 30);
    store = run.resolve(".alpharl");
    Cli.run("decompose", run).ok();
    whole = Trees.of(store);
  }

  private Path file(long step) {
    return store.resolve("step-" + step + ".safetensors");
  }

  @Test
  void aSecondCallComputesNothing() throws IOException {
    FileTime before = Files.getLastModifiedTime(file(20));
    assertThat(Cli.run("decompose", run).ok().out()).startsWith("0 steps decomposed, 3 were there");
    assertThat(Files.getLastModifiedTime(file(20))).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 200, 4000, -1, -500})
  void aDamagedFileIsNoticedAndMadeAgain(int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file(20));
    if (at < 0) {
      bytes[bytes.length + at] ^= 1;
      Files.write(file(20), bytes);
    } else {
      Files.write(file(20), java.util.Arrays.copyOf(bytes, at));
    }
    Cli.run("linearity", run).ok().noted("of steps 20 came from", "computed again");
    assertThat(Trees.of(store)).isEqualTo(whole);
  }

  @Test
  void damagedFactorsWithoutTheirCheckpointAreRefused() throws IOException {
    for (long step : new long[] {0, 10, 20, 30}) {
      Trees.delete(run.resolve("step-" + step));
    }
    byte[] bytes = Files.readAllBytes(file(20));
    bytes[bytes.length - 1] ^= 1;
    Files.write(file(20), bytes);
    Cli.run("linearity", run).refused(3, file(20).toString(), "damaged", "delete the file");
  }

  @Test
  void anotherBaseIsNoticed() {
    SmallModel other = SmallRun.base().moved(0.5, 0.1, 99);
    other.write(run.resolve("step-0"));
    Cli.run("decompose", run).ok().noted("of steps 10, 20, 30 came from", "computed again");
    assertThat(Trees.of(store)).isNotEqualTo(whole).hasSameSizeAs(whole);
    SmallRun.base().write(run.resolve("step-0"));
    Cli.run("decompose", run).ok().noted("computed again");
    assertThat(Trees.of(store)).isEqualTo(whole);
  }

  @Test
  void otherWeightsUnderTheSameNameAreNoticed() {
    SmallRun.model(SmallRun.base(), 25).write(run.resolve("step-20"));
    Cli.run("decompose", run).ok().noted("of steps 20 came from", "computed again");
  }

  @Test
  void otherOptionsAreNoticed() {
    Cli.run("decompose", run, "--rank", 2)
        .ok()
        .noted("of steps 10, 20, 30 came from", "computed again");
    Cli.run("decompose", run, "--seed", 7)
        .ok()
        .noted("of steps 10, 20, 30 came from", "computed again");
    Cli.run("decompose", run).ok().noted("computed again");
    assertThat(Trees.of(store)).isEqualTo(whole);
  }

  @Test
  void aMovedRunKeepsItsFactors() {
    Path moved = Trees.copy(run, temp.resolve("moved"));
    assertThat(Cli.run("decompose", moved).ok().out()).startsWith("0 steps decomposed");
  }

  @Test
  void factorsOutliveTheirCheckpoints() {
    String before = Cli.run("linearity", run, "--json").ok().out();
    String dominance = Cli.run("dominance", run, "--json").ok().out();
    Trees.delete(run.resolve("step-10"));
    assertThat(Cli.run("linearity", run, "--json").ok().out()).isEqualTo(before);
    Trees.delete(run.resolve("step-20"));
    Trees.delete(run.resolve("step-30"));
    Cli.Result alone = Cli.run("linearity", run, "--json").ok();
    alone.noted("working from the stored factors alone");
    assertThat(alone.out()).isEqualTo(before);
    assertThat(Cli.run("dominance", run, "--json").ok().out()).isEqualTo(dominance);
    Trees.delete(run.resolve("step-0"));
    assertThat(Cli.run("linearity", run, "--json").ok().out()).isEqualTo(before);
    Cli.run("reconstruct", run, "--step", 20, "--out", temp.resolve("out")).refused(3);
  }

  @Test
  void aNewCheckpointAddsOneFile() {
    SmallRun.model(SmallRun.base(), 40).write(run.resolve("step-40"));
    assertThat(Cli.run("decompose", run).ok().out()).startsWith("1 step decomposed, 3 were there");
    whole.forEach((name, hash) -> assertThat(Trees.of(store)).containsEntry(name, hash));
  }

  @Test
  void twoListsInOneFolderDoNotShareAStore() throws IOException {
    String steps = "{\"steps\": {\"0\": \"step-0\", \"10\": \"step-%d\", \"40\": \"step-%d\"}}";
    Path one = Files.writeString(run.resolve("one.json"), steps.formatted(10, 20));
    Path two = Files.writeString(run.resolve("two.json"), steps.formatted(20, 30));
    String before = Cli.run("dominance", one, "--json").ok().out();
    Cli.run("dominance", two, "--json").ok();
    assertThat(Cli.run("decompose", one).ok().out()).startsWith("0 steps decomposed, 2 were there");
    assertThat(Cli.run("dominance", one, "--json").ok().out()).isEqualTo(before);
    assertThat(Trees.of(store)).containsAllEntriesOf(whole);
  }

  @Test
  void aSecondTrainingIntoTheFolderIsNotJoinedToTheFirst() {
    Trees.delete(run.resolve("step-20"));
    Trees.delete(run.resolve("step-30"));
    Trees.delete(run.resolve("step-10"));
    SmallRun.model(SmallRun.base(), 40).write(run.resolve("step-10"));
    Cli.run("dominance", run).ok().noted("2 steps without a checkpoint (20, 30)", "set aside");
    assertThat(Cli.run("dominance", run, "--json").ok().out()).doesNotContain("\"step\":20");
    assertThat(store.resolve("step-20.safetensors")).doesNotExist();
  }

  @Test
  void foreignFilesInTheStoreStay() throws IOException {
    Files.writeString(store.resolve("notes.txt"), "mine");
    Files.writeString(store.resolve("step-x.safetensors"), "mine");
    Cli.run("linearity", run).ok();
    assertThat(store.resolve("notes.txt")).hasContent("mine");
    assertThat(store.resolve("step-x.safetensors")).hasContent("mine");
  }

  /** Steps 10 to 30 of a run as an earlier build decomposed them; renew only with the format. */
  private static final Path OLD = Path.of("src/test/resources/store-of-0.1");

  @Test
  void aStoreOfAnEarlierBuildIsReadOn() throws IOException {
    Path old = Files.exists(OLD.getParent()) ? OLD : Path.of("cli").resolve(OLD);
    if (Boolean.getBoolean("alpharl.approve")) {
      Trees.copy(store, old);
    }
    Trees.delete(store);
    Trees.copy(old, store);
    Map<String, String> before = Trees.of(store);
    assertThat(before.keySet()).contains("step-10.safetensors");
    Cli.Result again = Cli.run("decompose", run).ok();
    assertThat(again.out()).startsWith("0 steps decomposed, 3 were there");
    assertThat(Trees.of(store)).isEqualTo(before);
    assertThat(Cli.run("linearity", run).ok().out()).contains("mean");
  }
}
