package io.github.alpharl.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.cli.command.AlphaRl;
import io.github.alpharl.cli.word.OwnWords;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** A command's words must mean the same to a process in another folder. */
class OwnWordsTest {

  private static List<String> words(String... args) {
    CommandLine line = new CommandLine(new AlphaRl()).setCaseInsensitiveEnumValuesAllowed(true);
    ParseResult parsed = line.parseArgs(args).subcommand();
    return new OwnWords(parsed.commandSpec(), List.of("--spark", "--shards", "--conf")).list();
  }

  private static String here(String path) {
    return Path.of(path).toAbsolutePath().toString();
  }

  @Test
  void pathsBecomeAbsoluteAndSparksOptionsGo() {
    assertThat(
            words(
                "decompose",
                "src",
                "--base=models/base",
                "--store",
                "s",
                "--spark",
                "local[2]",
                "--conf=a=b",
                "--conf",
                "c=d",
                "--rank",
                "2",
                "--allow-non-finite"))
        .containsExactly(
            "decompose",
            here("src"),
            "--base=" + here("models/base"),
            "--store",
            here("s"),
            "--rank",
            "2",
            "--allow-non-finite");
  }

  @Test
  void aValueThatLooksLikeAPathStays() {
    assertThat(words("decompose", "src", "--steps", "src", "--spark=local"))
        .containsExactly("decompose", here("src"), "--steps", "src");
  }

  @Test
  void whatIsNoFileIsAName() {
    assertThat(words("evaluate", "Qwen/Qwen3-8B", "--benchmark", "gsm8k"))
        .containsExactly("evaluate", "Qwen/Qwen3-8B", "--benchmark", "gsm8k");
  }
}
