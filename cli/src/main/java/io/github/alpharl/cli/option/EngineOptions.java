package io.github.alpharl.cli.option;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.checkpoint.LoraConfig;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.eval.sampler.ApiKey;
import io.github.alpharl.eval.sampler.Backoff;
import io.github.alpharl.eval.sampler.ChatTemplate;
import io.github.alpharl.eval.sampler.Prompting;
import io.github.alpharl.eval.sampler.Sampler;
import io.github.alpharl.eval.sampler.ServerAdapters;
import io.github.alpharl.eval.sampler.ServerOptions;
import io.github.alpharl.eval.sampler.ServerSampler;
import io.github.alpharl.eval.sampler.WeightPrint;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.json.Json;
import io.github.alpharl.json.JsonLines;
import io.github.alpharl.lab.task.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mixin: which engine answers, and where it is. */
public final class EngineOptions {

  private static final String STEP = "{step}";

  /** The engines. */
  enum Engine {
    LOCAL,
    OPENAI
  }

  @Option(
      names = "--engine",
      paramLabel = "local|openai",
      description =
          "local: a network in this process; openai: a server with OpenAI's interface; by default the"
              + " server where there is an --endpoint.")
  private Engine engine;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "The server, such as http://localhost:8000/v1.")
  private String endpoint;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description =
          "The model's name on the server; {step} is filled in with --all-steps; by default the"
              + " directory as given, of adapters RUN-step-N.")
  private String model;

  @Option(
      names = "--load-adapters",
      description = "Let vLLM load every adapter before it is asked, and forget it afterwards.")
  private boolean loadAdapters;

  @Option(
      names = "--plain",
      description =
          "Use plain completions; the model's own chat template is applied here where it has one.")
  private boolean plain;

  @Option(
      names = "--body",
      paramLabel = "JSON",
      description =
          "Fields added to every request; null removes one; messages go before the question."
              + " Example: '{\"max_tokens\": null, \"max_completion_tokens\": 4096, \"top_k\": 20}'.")
  private String body;

  @Option(
      names = "--api-key-env",
      defaultValue = "OPENAI_API_KEY",
      paramLabel = "VARIABLE",
      description = "The environment variable that holds the key (default: ${DEFAULT-VALUE}).")
  private String keyVariable;

  @Option(
      names = "--concurrency",
      defaultValue = "32",
      paramLabel = "N",
      description = "Requests at a time (default: ${DEFAULT-VALUE}).")
  private int concurrency;

  @Option(
      names = "--timeout",
      defaultValue = "1800",
      paramLabel = "SECONDS",
      description = "Of one request (default: ${DEFAULT-VALUE}).")
  private int timeout;

  @Option(
      names = "--attempts",
      defaultValue = "8",
      paramLabel = "N",
      description =
          "Requests for one problem before it is left for the next run (default: ${DEFAULT-VALUE}).")
  private int attempts;

  @Mixin private LocalOptions local;

  /**
   * The engine for the model in {@code directory}, which may be an adapter to {@code base} and a
   * step of the run {@code name}.
   */
  public Sampler open(
      Path directory, Optional<Path> base, OptionalLong step, String name, Optional<Task> task) {
    if (isLocal()) {
      return localOne(directory, base, task);
    }
    ServerOptions options = server(directory, step, name);
    return loadAdapters && isAdapter(directory)
        ? ServerAdapters.load(options, directory)
        : new ServerSampler(options);
  }

  private Sampler localOne(Path directory, Optional<Path> base, Optional<Task> task) {
    try {
      return local.open(directory, base, task);
    } catch (UsageException e) {
      boolean noBase = e.setting().filter(Setting.BASE::equals).isPresent();
      throw noBase ? UsageException.because(e.getMessage() + " with --base DIR", e) : e;
    }
  }

  /** Whether the network is in this process. */
  public boolean isLocal() {
    if (engine == Engine.LOCAL && endpoint != null) {
      throw UsageException.of("--endpoint is a server's, and --engine local asks none");
    }
    if (engine == Engine.OPENAI && endpoint == null) {
      throw UsageException.of(
          "--engine openai needs --endpoint URL, such as http://localhost:8000/v1");
    }
    return endpoint == null;
  }

  /** Refuses adapters that the server does not know, saying how it is told of them. */
  public void requireKnown(SortedMap<Long, Path> steps, String name) {
    if (isLocal() || loadAdapters || !steps.values().stream().allMatch(EngineOptions::isAdapter)) {
      return;
    }
    SortedMap<String, Path> adapters = new TreeMap<>();
    steps.forEach(
        (step, directory) ->
            adapters.put(nameOf(directory, OptionalLong.of(step), name), directory));
    Path first = steps.get(steps.firstKey());
    Set<String> known = ServerAdapters.names(server(first, OptionalLong.of(0), name));
    if (!known.isEmpty() && !known.containsAll(adapters.keySet())) {
      throw UsageException.of(
          "the server knows %s, not %s; give --load-adapters where vLLM may load them, or start it"
              + " with --enable-lora --max-lora-rank %d --lora-modules %s",
          Wording.firstFive(known),
          Wording.firstFive(adapters.keySet()),
          adapters.values().stream().mapToInt(EngineOptions::rank).max().orElseThrow(),
          adapters.entrySet().stream()
              .map(e -> e.getKey() + "=" + Wording.shell(e.getValue().toAbsolutePath().normalize()))
              .collect(Collectors.joining(" ")));
    }
  }

  private static boolean isAdapter(Path directory) {
    return Files.isDirectory(directory)
        && StepCheckpoint.adapterDirectory(directory)
            .filter(adapter -> Files.exists(adapter.resolve(LoraConfig.NAME)))
            .isPresent();
  }

  private static int rank(Path adapter) {
    return Json.read(adapter.resolve(LoraConfig.NAME)).path("r").asInt(16);
  }

  private String nameOf(Path directory, OptionalLong step, String name) {
    if (model == null) {
      String ofStep = step.isPresent() ? name + "-step-" + step.getAsLong() : name;
      return isAdapter(directory) ? ofStep.replace('/', '-') : directory.toString();
    }
    if (step.isPresent() && !model.contains(STEP)) {
      throw UsageException.of("with --all-steps --model must hold {step}, such as my-run-{step}");
    }
    return step.isPresent() ? model.replace(STEP, Long.toString(step.getAsLong())) : model;
  }

  private ServerOptions server(Path directory, OptionalLong step, String name) {
    Optional<String> key =
        Optional.ofNullable(System.getenv(keyVariable)).filter(k -> !k.isBlank());
    return new ServerOptions(
        ServerOptions.address(endpoint),
        nameOf(directory, step, name),
        WeightPrint.of(directory).orElse(""),
        new ApiKey(key, keyVariable),
        prompting(directory),
        fields(),
        concurrency,
        Duration.ofSeconds(timeout),
        new Backoff(attempts, Backoff.STANDARD.first(), Backoff.STANDARD.longest()));
  }

  private Prompting prompting(Path directory) {
    if (!plain) {
      return new Prompting.Chat();
    }
    boolean templated = !local.noTemplate() && Files.isDirectory(directory);
    return new Prompting.Plain(templated ? ChatTemplate.of(directory) : Optional.empty());
  }

  private ObjectNode fields() {
    if (body == null) {
      return JsonLines.MAPPER.createObjectNode();
    }
    try {
      JsonNode json = JsonLines.MAPPER.readTree(body);
      if (json instanceof ObjectNode fields) {
        return fields;
      }
      throw UsageException.of("--body must be a JSON object, not %s", body);
    } catch (JsonProcessingException e) {
      throw UsageException.because(
          "--body must be a JSON object, not " + body + ": " + e.getOriginalMessage(), e);
    }
  }
}
