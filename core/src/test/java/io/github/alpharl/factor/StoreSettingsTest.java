package io.github.alpharl.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.failure.BadDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreSettingsTest {

  @TempDir Path temp;

  private static StoreSettings of(String base, String scores, String metric) {
    return new StoreSettings(
        Optional.ofNullable(base).map(Path::of),
        Optional.ofNullable(scores).map(Path::of),
        Optional.ofNullable(metric),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void aScaleGoesWithItsScores() {
    Path store = temp.resolve("store");
    Path scores = Path.of("/data/log.csv");
    StoreSettings percent =
        new StoreSettings(
            Optional.empty(),
            Optional.of(scores),
            Optional.empty(),
            Optional.of(true),
            Optional.of(true));
    percent.write(store);
    StoreSettings read = StoreSettings.read(store);
    assertThat(read).isEqualTo(percent);
    assertThat(read.about(scores).percent()).contains(true);
    assertThat(read.about(Path.of("/data/other.csv")).percent()).isEmpty();
    assertThat(read.about(scores).nearest()).contains(true);
    assertThat(read.about(Path.of("/data/other.csv")).nearest()).isEmpty();
    assertThat(of("/b", null, null).or(read).percent()).contains(true);
    assertThat(of(null, "/data/other.csv", null).or(read).percent()).isEmpty();
  }

  @Test
  void whatIsWrittenIsReadWithAbsolutePaths() throws IOException {
    Path store = temp.resolve("store");
    assertThat(StoreSettings.read(store)).isEqualTo(StoreSettings.NONE);
    of("models/../base", "/data/log.jsonl", "val/acc").write(store);
    Path here = Path.of("").toAbsolutePath();
    assertThat(StoreSettings.read(store))
        .isEqualTo(of(here.resolve("base").toString(), "/data/log.jsonl", "val/acc"));
    FileTime before = FileTime.fromMillis(1000);
    Files.setLastModifiedTime(store.resolve("settings.json"), before);
    of("base", "/data/log.jsonl", "val/acc").write(store);
    assertThat(Files.getLastModifiedTime(store.resolve("settings.json"))).isEqualTo(before);
  }

  @Test
  void nothingIsKeptOfNothing() {
    StoreSettings.NONE.write(temp.resolve("store"));
    assertThat(temp.resolve("store")).doesNotExist();
  }

  @Test
  void newSettingsWinAndAMetricGoesWithItsScores() {
    StoreSettings old = of("/a", "/scores", "acc");
    assertThat(of("/b", null, null).or(old)).isEqualTo(of("/b", "/scores", "acc"));
    assertThat(of(null, "/other", null).or(old)).isEqualTo(of("/a", "/other", null));
    assertThat(of(null, "/scores", "reward").or(old)).isEqualTo(of("/a", "/scores", "reward"));
    assertThat(StoreSettings.remembered("base", Path.of("/a")))
        .isEqualTo("the base is /a, remembered from an earlier call");
  }

  @Test
  void aDamagedFileMayBeDeleted() {
    Fixtures.write(temp.resolve("settings.json"), "{\"base\":");
    assertThatThrownBy(() -> StoreSettings.read(temp))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("settings.json: not valid JSON at line 1")
        .hasMessageContaining("it ends in the middle")
        .hasMessageContaining("delete it");
  }
}
