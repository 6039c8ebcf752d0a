package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Odd paths and odd locales change no byte. */
class PlacesTest {

  @TempDir static Path shared;
  private static Path plain;
  private static String plainLaws;

  @TempDir Path temp;

  @BeforeAll
  static void plain() {
    plain = SmallRun.write(shared.resolve("plain"), 10, 20, 30);
    Cli.run(predict(plain, shared.resolve("out"))).ok();
    plainLaws = Cli.run("linearity", plain, "--json").ok().out();
  }

  private static Object[] predict(Path run, Path out) {
    return new Object[] {
      "predict", run, "--window", "100%", "--target-step", 90, "--out", out, "--json"
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"with some  spaces", "grüße-日本語", "a'b\"c$d;e", "-dash", "100%"})
  void oddNamesWork(String name) throws Exception {
    Path place = Files.createDirectories(temp.resolve(name));
    Path run = SmallRun.write(place.resolve(name), 10, 20, 30);
    Cli.run("inspect", run).ok();
    String laws = Cli.run("linearity", run, "--json").ok().out();
    assertThat(laws).isEqualTo(plainLaws);
    Cli.run(predict(run, place.resolve("out " + name))).ok();
    assertThat(Trees.of(place.resolve("out " + name))).isEqualTo(Trees.of(shared.resolve("out")));
    assertThat(Trees.of(run.resolve(".alpharl"))).isEqualTo(Trees.of(plain.resolve(".alpharl")));
  }

  @Test
  void veryLongPathsWork() throws Exception {
    Path deep = temp;
    while (deep.toString().length() < 3000) {
      deep = deep.resolve("d".repeat(200));
    }
    Files.createDirectories(deep);
    Path run = SmallRun.write(deep.resolve("run"), 10, 20);
    Cli.run("linearity", run).ok();
    Cli.run("reconstruct", run, "--step", 20, "--out", deep.resolve("n".repeat(250))).ok();
    Cli.run("reconstruct", run, "--step", 20, "--out", deep.resolve("n".repeat(256)))
        .refused(4, "File name too long");
    Path tooLong = deep;
    while (tooLong.toString().length() < 5000) {
      tooLong = tooLong.resolve("d".repeat(200));
    }
    Cli.run("decompose", tooLong).refused(2, "no such run directory");
    Cli.run("reconstruct", run, "--step", 20, "--out", tooLong).refused(4, "File name too long");
  }

  /** The command under these options of a JVM; without any it stays in this one. */
  private static Cli.Result inLocale(List<String> locale, Object... command) {
    return locale.isEmpty() ? Cli.run(command) : Cli.fork(locale, command);
  }

  @Test
  void localesChangeNoByte() throws Exception {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20, 30);
    List<List<String>> locales =
        List.of(
            List.of(), // this JVM, in English
            List.of("-Duser.language=de", "-Duser.country=DE"),
            List.of("-Duser.language=tr", "-Duser.country=TR"));
    Map<String, String> first = null;
    for (List<String> locale : locales) {
      Path home = Files.createDirectory(temp.resolve("home"));
      Cli.Result[] results = {
        inLocale(
                locale,
                "predict",
                run,
                "--window",
                "100%",
                "--target-step",
                90,
                "--rest",
                "LINEAR",
                "--store",
                home.resolve("store"),
                "--out",
                home.resolve("out"))
            .ok(),
        inLocale(
                locale,
                "linearity",
                run,
                "--store",
                home.resolve("store"),
                "--svg",
                home.resolve("laws.svg"))
            .ok()
      };
      for (int i = 0; i < results.length; i++) {
        Files.writeString(home.resolve("out" + i), results[i].out());
        Files.writeString(home.resolve("err" + i), results[i].err());
      }
      Map<String, String> tree = Trees.of(home);
      first = first == null ? tree : first;
      assertThat(tree).as("%s", locale).isEqualTo(first);
      Trees.delete(home);
    }
  }
}
