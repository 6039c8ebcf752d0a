package io.github.alpharl.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a file is said in words about the file. */
class JsonTest {

  @TempDir Path temp;

  private String refusal(String text) throws IOException {
    Path file = Files.writeString(temp.resolve("some.json"), text);
    return catchThrowable(() -> Json.read(file)).getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"a\": 1, \"a\": 2}; (the key 'a' occurs twice)",
        "{\"a\": [1,; (it ends in the middle)",
        "{\"a\"; (it ends in the middle)",
        "{\"a\": 1} x; line 1, column",
        "{'a': 1}; line 1, column 2",
        "{\"a\": tru}; line 1, column"
      })
  void theReasonIsAboutTheFile(String text, String reason) throws IOException {
    assertThat(refusal(text))
        .startsWith(temp.resolve("some.json") + ": not valid JSON")
        .contains(reason)
        .doesNotContain("REDACTED", "Source", "StreamReadFeature", "token", "Jackson", "START_");
  }

  @Test
  void deepNestingIsRefusedInOwnWords() throws IOException {
    assertThat(refusal("{\"a\":" + "[".repeat(300)))
        .contains("nested too deeply")
        .doesNotContain("StreamReadConstraints");
  }
}
