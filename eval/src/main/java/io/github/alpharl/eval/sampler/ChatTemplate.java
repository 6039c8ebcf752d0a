package io.github.alpharl.eval.sampler;

import com.fasterxml.jackson.databind.JsonNode;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.FatalTemplateErrorsException;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.json.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model's chat template, a Jinja text from {@code chat_template.jinja} or {@code
 * tokenizer_config.json}. Needed where the engine does not apply it itself: plain completions, and
 * the network in this process.
 */
public final class ChatTemplate {

  private static final Pattern NAMESPACE = Pattern.compile("namespace\\(([^()]*)\\)");
  private static final Pattern ARGUMENT = Pattern.compile("(\\w+)\\s*=\\s*([^,]+)");

  private final String source;
  private final String template;
  private final Map<String, Object> specials;
  private final Jinjava engine;

  private ChatTemplate(String source, String template, Map<String, Object> specials) {
    this.source = source;
    this.template = adapted(template);
    this.specials = Map.copyOf(specials);
    this.engine = engine();
  }

  /**
   * Writes in Jinjava's words what Python's Jinja says otherwise: reversed lists, string methods,
   * namespaces.
   */
  private static String adapted(String template) {
    String text =
        template.replaceFirst("\\n\\z", "").replaceAll("([\\w.]+)\\[::-1\\]", "($1|reverse)");
    text = text.replace(".startswith(", ".startsWith(").replace(".endswith(", ".endsWith(");
    return NAMESPACE.matcher(text).replaceAll(m -> Matcher.quoteReplacement(namespace(m.group(1))));
  }

  private static String namespace(String arguments) {
    return "namespace(" + ARGUMENT.matcher(arguments).replaceAll("$1=($2)") + ")";
  }

  private static Jinjava engine() {
    LegacyOverrides python =
        LegacyOverrides.newBuilder()
            .withUsePyishObjectMapper(true)
            .withWhitespaceRequiredWithinTokens(false)
            .withUseTrimmingForNotesAndExpressions(true)
            .withParseWhitespaceControlStrictly(true)
            .build();
    return new Jinjava(
        JinjavaConfig.newBuilder()
            .withTrimBlocks(true)
            .withLstripBlocks(true)
            .withNestedInterpretationEnabled(false)
            .withMaxRenderDepth(50)
            .withMaxOutputSize(10_000_000)
            .withLegacyOverrides(python)
            .build());
  }

  /** The template of the model in {@code directory}, empty where it has none: a base model. */
  public static Optional<ChatTemplate> of(Path directory) {
    Path config = directory.resolve("tokenizer_config.json");
    Path own = directory.resolve("chat_template.jinja");
    JsonNode json =
        Files.isRegularFile(config) ? json(config) : JsonLines.MAPPER.createObjectNode();
    if (Files.isRegularFile(own)) {
      return Optional.of(new ChatTemplate(own.toString(), text(own), specials(json)));
    }
    return template(json.path("chat_template"))
        .map(t -> new ChatTemplate(config.toString(), t, specials(json)));
  }

  /** One template, or the one called "default" among several. */
  private static Optional<String> template(JsonNode node) {
    if (node.isTextual()) {
      return Optional.of(node.asText());
    }
    for (JsonNode named : node) {
      if (named.path("name").asText().equals("default")) {
        return Optional.of(named.path("template").asText());
      }
    }
    return Optional.empty();
  }

  private static Map<String, Object> specials(JsonNode json) {
    var specials = new HashMap<String, Object>();
    for (String name : List.of("bos_token", "eos_token", "pad_token", "unk_token")) {
      JsonNode token = json.path(name);
      specials.put(name, token.isObject() ? token.path("content").asText() : token.asText(""));
    }
    return specials;
  }

  private static JsonNode json(Path file) {
    try {
      return JsonLines.MAPPER.readTree(text(file));
    } catch (IOException e) {
      throw BadDataException.because(file + ": is no JSON object: " + e.getMessage(), e).in(file);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw EnvironmentException.because(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The text that asks {@code question} and begins the answer.
   *
   * @throws BadDataException where the template needs what this engine lacks
   */
  public String prompt(String question) {
    Map<String, Object> context = new HashMap<>(specials);
    context.put("messages", List.of(Map.of("role", "user", "content", question)));
    context.put("add_generation_prompt", true);
    try {
      RenderResult result = engine.renderForResult(template, context);
      return requireClean(result);
    } catch (FatalTemplateErrorsException e) {
      throw BadDataException.because(failed(e.getMessage()), e)
          .on("chat_template")
          .as(Defect.UNSUPPORTED);
    }
  }

  private String requireClean(RenderResult result) {
    for (TemplateError error : result.getErrors()) {
      if (error.getSeverity() == TemplateError.ErrorType.FATAL) {
        throw BadDataException.of("%s", failed(error.getMessage()))
            .on("chat_template")
            .as(Defect.UNSUPPORTED);
      }
    }
    return result.getOutput();
  }

  private String failed(String reason) {
    return source
        + ": this chat template cannot be applied here ("
        + reason
        + "); use a server's chat interface, which applies it itself";
  }
}
