package io.github.alpharl.lab.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One token a character, then {@code <bos>} and {@code <pad>}, as a Hugging Face tokenizer.
 *
 * @param characters the characters in the order of their ids
 * @param stop the character that ends an answer
 */
public record CharacterVocabulary(String characters, char stop) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BOS = "<bos>";
  private static final String PAD = "<pad>";

  /** Number of tokens. */
  public int size() {
    return characters.length() + 2;
  }

  /** Beginning of a sequence; written in front of every prompt. */
  public int bos() {
    return characters.length();
  }

  /** Filler. */
  public int pad() {
    return characters.length() + 1;
  }

  /** Id of {@link #stop}. */
  public int stopId() {
    return characters.indexOf(stop);
  }

  /** The file tokenizer.json. */
  public ObjectNode tokenizer() {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", "1.0").putNull("truncation").putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    added.add(special(bos(), BOS));
    added.add(special(pad(), PAD));
    root.putNull("normalizer");
    ObjectNode split = root.putObject("pre_tokenizer").put("type", "Split");
    split.putObject("pattern").put("Regex", ".");
    split.put("behavior", "Isolated").put("invert", false);
    root.set("post_processor", template());
    root.putObject("decoder").put("type", "Fuse");
    root.set("model", words());
    return root;
  }

  private static ObjectNode special(int id, String content) {
    ObjectNode token = JSON.createObjectNode().put("id", id).put("content", content);
    token.put("single_word", false).put("lstrip", false).put("rstrip", false);
    return token.put("normalized", false).put("special", true);
  }

  private ObjectNode template() {
    ObjectNode template = JSON.createObjectNode().put("type", "TemplateProcessing");
    template.putArray("single").add(piece("SpecialToken", BOS)).add(piece("Sequence", "A"));
    template
        .putArray("pair")
        .add(piece("SpecialToken", BOS))
        .add(piece("Sequence", "A"))
        .add(piece("Sequence", "B"));
    ObjectNode special = template.putObject("special_tokens").putObject(BOS);
    special.put("id", BOS).putArray("ids").add(bos());
    special.putArray("tokens").add(BOS);
    return template;
  }

  private static ObjectNode piece(String kind, String id) {
    ObjectNode content = JSON.createObjectNode().put("id", id).put("type_id", 0);
    return JsonNodeFactory.instance.objectNode().set(kind, content);
  }

  private ObjectNode words() {
    ObjectNode model = JSON.createObjectNode().put("type", "WordLevel");
    ObjectNode vocabulary = model.putObject("vocab");
    for (int i = 0; i < characters.length(); i++) {
      vocabulary.put(String.valueOf(characters.charAt(i)), i);
    }
    vocabulary.put(BOS, bos()).put(PAD, pad());
    return model.put("unk_token", PAD);
  }

  /** The file tokenizer_config.json. */
  public ObjectNode tokenizerConfig(int context) {
    return JSON.createObjectNode()
        .put("bos_token", BOS)
        .put("eos_token", String.valueOf(stop))
        .put("pad_token", PAD)
        .put("tokenizer_class", "PreTrainedTokenizerFast")
        .put("model_max_length", context)
        .put("clean_up_tokenization_spaces", false);
  }
}
