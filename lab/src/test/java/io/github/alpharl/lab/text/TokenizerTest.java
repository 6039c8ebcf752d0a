package io.github.alpharl.lab.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

  /**
   * As transformers saves it again: the end token is a special added token, nothing else changes.
   */
  static ObjectNode savedAgain() {
    ObjectNode tokenizer = DIGITS.tokenizer();
    ObjectNode stop = ((ArrayNode) tokenizer.get("added_tokens")).insertObject(0);
    stop.put("id", DIGITS.stopId()).put("content", ".").put("single_word", false);
    stop.put("lstrip", false).put("rstrip", false).put("normalized", false).put("special", true);
    return tokenizer;
  }

  @Test
  void aSpecialStopIsTextWhereTheTaskNeedsIt(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), savedAgain().toString());
    int[] answer = {17, 1, 2, 13, 15, 9, 16, 18};
    try (Tokenizer tokenizer = Tokenizer.open(folder)) {
      assertThat(tokenizer.encodePlain("12=#9.")).containsExactly(1, 2, 13, 15, 9, 16);
      assertThat(tokenizer.decode(answer)).isEqualTo("12=#9");
      assertThat(tokenizer.keeping(".").decode(answer)).isEqualTo("12=#9.");
      assertThat(tokenizer.keeping(DIGITS.characters()).decode(answer)).isEqualTo("12=#9.");
      assertThat(tokenizer.keeping("abc").decode(answer)).isEqualTo("12=#9");
    }
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
