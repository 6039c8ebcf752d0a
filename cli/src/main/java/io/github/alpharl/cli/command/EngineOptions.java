package io.github.alpharl.cli.command;

import io.github.alpharl.cli.command.Evaluate.OptionalStep;
import io.github.alpharl.eval.sampler.Backoff;
import io.github.alpharl.eval.sampler.ChatTemplate;
import io.github.alpharl.eval.sampler.Sampler;
import io.github.alpharl.eval.sampler.ServerOptions;
import io.github.alpharl.eval.sampler.ServerSampler;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.task.Task;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mixin: which engine answers, and where it is. */
final class EngineOptions {

  /** The engines. */
  enum Engine {
    LOCAL,
    OPENAI
  }

  @Option(
      names = "--engine",
      defaultValue = "local",
      description =
          "local: a network in this process; openai: a server with OpenAI's interface (default: ${DEFAULT-VALUE}).")
  private Engine engine;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "The server, such as http://localhost:8000/v1.")
  private URI endpoint;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description =
          "The model's name on the server; {step} is filled in with --all-steps; by default the directory as given.")
  private String model;

  @Option(
      names = "--plain",
      description =
          "Use plain completions; the model's own chat template is applied here where it has one.")
  private boolean plain;

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

  /** The engine for the model in {@code directory}, which may be an adapter to {@code base}. */
  Sampler open(Path directory, Optional<Path> base, OptionalStep step, Optional<Task> task) {
    return isLocal() ? local.open(directory, base, task) : server(directory, step);
  }

  /** Whether the network is in this process. */
  boolean isLocal() {
    return engine == Engine.LOCAL;
  }

  private Sampler server(Path directory, OptionalStep step) {
    if (endpoint == null) {
      throw UsageException.of(
          "--engine openai needs --endpoint URL, such as http://localhost:8000/v1");
    }
    Optional<String> key =
        Optional.ofNullable(System.getenv(keyVariable)).filter(k -> !k.isBlank());
    String name = model == null ? directory.toString() : step.fill(model);
    Optional<ChatTemplate> template =
        plain && !local.noTemplate() && Files.isDirectory(directory)
            ? ChatTemplate.of(directory)
            : Optional.empty();
    Backoff backoff = new Backoff(attempts, Backoff.STANDARD.first(), Backoff.STANDARD.longest());
    return new ServerSampler(
        new ServerOptions(
            endpoint,
            name,
            key,
            template,
            plain,
            concurrency,
            Duration.ofSeconds(timeout),
            backoff));
  }
}
