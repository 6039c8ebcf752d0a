package io.github.alpharl.eval.sampler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.json.JsonLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The adapters that one vLLM server serves beside its base model. */
public final class ServerAdapters {

  private ServerAdapters() {}

  /** The names of all models that the server knows; empty where it does not tell. */
  public static Set<String> names(ServerOptions options) {
    Set<String> names = new HashSet<>();
    try (ServerClient client = new ServerClient(options)) {
      JsonNode list = JsonLines.MAPPER.readTree(client.get("/models").text());
      list.path("data").forEach(model -> names.add(model.path("id").asText()));
    } catch (JsonProcessingException untold) {
      return Set.of();
    } catch (IOException e) {
      throw unreachable(options, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw EnvironmentException.because("stopped while waiting for " + options, e);
    }
    return names;
  }

  /**
   * A sampler of the adapter in {@code directory}, which the server loads under the model's name
   * now, in place of an older one, and forgets when the sampler is closed.
   */
  public static Sampler load(ServerOptions options, Path directory) {
    ObjectNode name = JsonLines.MAPPER.createObjectNode().put("lora_name", options.model());
    try (ServerClient client = new ServerClient(options)) {
      client.post("/unload_lora_adapter", name.toString()); // an unknown one is refused: good
      String path = directory.toAbsolutePath().normalize().toString();
      ServerClient.Page page =
          client.post("/load_lora_adapter", name.deepCopy().put("lora_path", path).toString());
      if (page.status() / 100 != 2) {
        throw EnvironmentException.of(
            "%s does not load the adapter %s (status %d%s); vLLM does where LoRA is enabled and"
                + " VLLM_ALLOW_RUNTIME_LORA_UPDATING is True",
            options, path, page.status(), new ServerWords(options).after(page));
      }
    } catch (IOException e) {
      throw unreachable(options, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw EnvironmentException.because("stopped while waiting for " + options, e);
    }
    return new Loaded(options, name.toString());
  }

  private static EnvironmentException unreachable(ServerOptions options, IOException e) {
    return EnvironmentException.because(
        options + " cannot be reached: " + new ServerWords(options).of(e), e);
  }

  private static final class Loaded implements Sampler {

    private final ServerOptions options;
    private final String name;
    private final ServerSampler sampler;

    Loaded(ServerOptions options, String name) {
      this.options = options;
      this.name = name;
      this.sampler = new ServerSampler(options);
    }

    @Override
    public void sample(
        java.util.List<Request> requests, SamplingSettings settings, SampleSink sink) {
      sampler.sample(requests, settings, sink);
    }

    @Override
    public String description() {
      return sampler.description();
    }

    @Override
    public void close() {
      sampler.close();
      try (ServerClient client = new ServerClient(options)) {
        client.post("/unload_lora_adapter", name);
      } catch (IOException gone) {
        // then it is unloaded too
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
