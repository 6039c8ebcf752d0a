package io.github.alpharl.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.failure.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters say which base they were trained from. */
class AdapterBaseTest {

  @TempDir Path temp;

  private Path run(String... bases) {
    Path run = temp.resolve("out/run");
    for (int i = 0; i < bases.length; i++) {
      Steps.adapter(run.resolve("checkpoint-" + (i + 1)), bases[i]);
    }
    return run;
  }

  private Run open(Path run, Optional<Path> base) {
    HubCache hub = new HubCache(List.of(temp.resolve("hub")));
    return Run.open(run, new Run.Known(base, Optional.empty(), hub));
  }

  @Test
  void aRelativeNameIsLookedForAroundTheRun() {
    Path base = Steps.model(temp.resolve("models/base"));
    Run run = open(run("models/base", "models/base"), Optional.empty());
    assertThat(run.base()).isEqualTo(base);
    assertThat(run.notes())
        .containsExactly("the base is " + base + ", which the run's adapters name (models/base)");
  }

  @Test
  void anAbsoluteNameOrAHubsIdIsFoundToo() {
    Path base = Steps.model(temp.resolve("base"));
    assertThat(open(run(base.toString()), Optional.empty()).base()).isEqualTo(base);
    Path snapshot = Steps.model(temp.resolve("hub/models--Org--Name/snapshots/aa"));
    assertThat(open(run("Org/Name"), Optional.empty()).base()).isEqualTo(snapshot);
  }

  @Test
  void stepZeroWinsUnlessItIsAnAdapterItself() {
    Path named = Steps.model(temp.resolve("base"));
    Path run = run("base");
    Steps.adapter(run.resolve("checkpoint-0"), "base");
    Run opened = open(run, Optional.empty());
    assertThat(opened.base()).isEqualTo(named);
    assertThat(opened.notes()).anyMatch(note -> note.contains("step 0 is left out"));
    Path other = temp.resolve("out/other");
    Steps.adapter(other.resolve("checkpoint-1"), "base");
    Path zero = Steps.model(other.resolve("checkpoint-0"));
    assertThat(open(other, Optional.empty()).base()).isEqualTo(zero);
  }

  @Test
  void adaptersThatDisagreeDoNotDecide() {
    Steps.model(temp.resolve("base"));
    assertThatThrownBy(() -> open(run("base", "elsewhere"), Optional.empty()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("give the base (its adapters were trained from base and elsewhere)");
  }

  @Test
  void anotherBaseThanTheAdaptersNameIsDoubted() {
    Path base = Steps.model(temp.resolve("base"));
    Fixtures.write(
        base.resolve("config.json"),
        Fixtures.config(false)
            .replace("{\"arch", "{\"_name_or_path\": \"Qwen/Tiny-Base\", \"arch"));
    Run run = open(run("/home/user/sft/merged", "/home/user/sft/merged"), Optional.of(base));
    assertThat(run.notes())
        .singleElement()
        .asString()
        .contains(
            "the adapters of 2 steps (1, 2) were trained from /home/user/sft/merged",
            base.toString(),
            "calls it Qwen/Tiny-Base");
    assertThat(open(run("someone/tiny-base", "/data/base/"), Optional.of(base)).notes()).isEmpty();
  }
}
