package io.github.alpharl.eval.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.json.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTemplateTest {

  private static final String QUESTION = "What is $x_{1}$ {{a}} <b> & \"c\"\\frac{1}{2}?\nSecond";

  @TempDir private Path folder;

  private String prompt(String template) throws IOException {
    var json =
        JsonLines.MAPPER.createObjectNode().put("chat_template", template).put("bos_token", "<s>");
    Files.writeString(folder.resolve("tokenizer_config.json"), json.toString());
    return ChatTemplate.of(folder).orElseThrow().prompt(QUESTION);
  }

  @Test
  void aModelWithoutTemplateHasNone() {
    assertThat(ChatTemplate.of(folder)).isEmpty();
  }

  @Test
  void rolesAndGenerationPromptAreWrittenAndTheQuestionIsLeftAlone() throws IOException {
    String template =
        """
        {%- for m in messages %}
            {{- '<|im_start|>' + m.role + '\\n' + m['content'] + '<|im_end|>' + '\\n' }}
        {%- endfor %}
        {%- if add_generation_prompt %}
            {{- '<|im_start|>assistant\\n' }}
        {%- endif %}
        """;
    assertThat(prompt(template))
        .isEqualTo("<|im_start|>user\n" + QUESTION + "<|im_end|>\n<|im_start|>assistant\n");
  }

  @Test
  void namespacesAndReversedListsAreUnderstood() throws IOException {
    String template =
        """
        {%- set ns = namespace(open=true, last=messages|length - 1) %}
        {%- for m in messages[::-1] %}
            {%- if ns.open and m.content is string and not m.content.startswith('<tool>') %}
                {%- set ns.open = false %}
                {%- set ns.last = loop.index0 + 5 %}
            {%- endif %}
        {%- endfor %}
        {{- bos_token ~ ns.last }}
        """;
    assertThat(prompt(template)).isEqualTo("<s>5");
  }

  @Test
  void aFileOfItsOwnGoesFirst() throws IOException {
    Files.writeString(folder.resolve("chat_template.jinja"), "own {{ messages[0].role }}");
    assertThat(prompt("other")).isEqualTo("own user");
  }
}
