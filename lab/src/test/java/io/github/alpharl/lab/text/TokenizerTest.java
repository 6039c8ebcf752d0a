package io.github.alpharl.lab.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.lab.TinyRunData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {

  private static final CharacterVocabulary DIGITS =
      new CharacterVocabulary("0123456789+-*=;#.", '.');

  @Test
  void characterVocabularyIsAHuggingFaceTokenizer(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), DIGITS.tokenizer().toString());
    try (Tokenizer tokenizer = Tokenizer.open(folder)) {
      assertThat(tokenizer.encode("3+8=")).containsExactly(17, 3, 10, 8, 13);
      assertThat(tokenizer.encodePlain("#1.")).containsExactly(15, 1, 16);
      assertThat(tokenizer.decode(new int[] {17, 3, 10, 8, 13, 18})).isEqualTo("3+8=");
    }
  }

  @Test
  void itIsTheOneOfTheSharedRun() {
    Path step = TinyRunData.tinyRun().resolve("step-0");
    assertThat(DIGITS.tokenizer()).isEqualTo(TinyRunData.json(step.resolve("tokenizer.json")));
  }

  @Test
  void aMissingTokenizerIsNamed(@TempDir Path folder) {
    assertThatThrownBy(() -> Tokenizer.open(folder))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining(folder + ": has no tokenizer.json");
  }

  @Test
  void aBrokenTokenizerIsNamed(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": 3}");
    assertThatThrownBy(() -> Tokenizer.open(folder))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("is no tokenizer");
  }
}
