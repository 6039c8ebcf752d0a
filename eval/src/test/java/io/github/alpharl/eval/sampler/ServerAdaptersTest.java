package io.github.alpharl.eval.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.eval.sampler.OddServer.Behaviour;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Adapters of a server that behaves as vLLM does. */
class ServerAdaptersTest {

  private final Set<String> loaded = ConcurrentHashMap.newKeySet();
  private final List<String> paths = new ArrayList<>();

  /**
   * As vLLM answers (its serving_models.py): loading a name twice is refused, as is unloading an
   * unknown one; without leave to load there are no such addresses; without an adapter in the
   * folder the engine refuses.
   */
  private Behaviour server(boolean allowed) {
    return call -> {
      String path = call.exchange().getRequestURI().getPath();
      String name = call.request().path("lora_name").asText();
      if (path.endsWith("/models")) {
        StringBuilder list = new StringBuilder("{\"id\":\"base\",\"object\":\"model\"}");
        loaded.forEach(
            one -> list.append(",{\"id\":\"").append(one).append("\",\"parent\":\"base\"}"));
        call.send(200, "application/json", "{\"object\":\"list\",\"data\":[" + list + "]}");
      } else if (path.endsWith("lora_adapter") && !allowed) {
        call.send(404, "application/json", "{\"detail\":\"Not Found\"}");
      } else if (path.endsWith("/unload_lora_adapter") && loaded.remove(name)) {
        success(call, name, "removed");
      } else if (path.endsWith("/unload_lora_adapter")) {
        error(call, 404, "NotFoundError", "The lora adapter '" + name + "' cannot be found.");
      } else if (path.endsWith("/load_lora_adapter")) {
        load(call, name, call.request().path("lora_path").asText());
      } else {
        JsonNode model = call.request().path("model");
        boolean known = loaded.contains(model.asText());
        call.send(known ? 200 : 404, "application/json", call.reply().toString());
      }
    };
  }

  private void load(OddServer.Call call, String name, String path) throws IOException {
    if (path.contains("nothing")) {
      error(call, 404, "NotFoundError", "Loading lora " + name + " failed: No adapter found");
    } else if (loaded.add(name)) {
      paths.add(path);
      success(call, name, "added");
    } else {
      error(
          call,
          400,
          "InvalidUserInput",
          "The lora adapter '" + name + "' has already been loaded.");
    }
  }

  private static void success(OddServer.Call call, String name, String what) throws IOException {
    call.send(
        200,
        "text/plain; charset=utf-8",
        "Success: LoRA adapter '" + name + "' " + what + " successfully.");
  }

  /** Older versions send the error itself, newer ones an object around it. */
  private static void error(OddServer.Call call, int status, String type, String words)
      throws IOException {
    var error = OddServer.JSON.createObjectNode();
    error.put("object", "error").put("message", words).put("type", type).put("code", status);
    error.putNull("param");
    String body = OddServer.JSON.createObjectNode().set("error", error).toString();
    call.send(status, "application/json", status == 404 ? body : error.toString());
  }

  private static ServerOptions options(OddServer server, String model) {
    return new ServerOptions(
        ServerOptions.address(server.endpoint()),
        model,
        "",
        new ApiKey(Optional.empty(), "K"),
        new Prompting.Chat(),
        OddServer.JSON.createObjectNode(),
        2,
        Duration.ofSeconds(20),
        Backoff.STANDARD);
  }

  @Test
  void anAdapterIsLoadedAskedAndForgotten() throws IOException {
    loaded.add("run-step-10"); // an older one of the same name
    try (OddServer server = new OddServer(server(true))) {
      List<Sample> samples = new ArrayList<>();
      try (Sampler sampler =
          ServerAdapters.load(options(server, "run-step-10"), Path.of("run/step-10"))) {
        Request request = new Request("1", "1+5?", List.of(0));
        sampler.sample(List.of(request), new SamplingSettings(1, 1, 1, 8, 0), samples::add);
        assertThat(ServerAdapters.names(options(server, "any")))
            .containsExactlyInAnyOrder("base", "run-step-10");
      }
      assertThat(samples).hasSize(1);
      assertThat(paths).containsExactly(Path.of("run/step-10").toAbsolutePath().toString());
      assertThat(ServerAdapters.names(options(server, "any"))).containsExactly("base");
    }
  }

  @Test
  void theServersWordsAreToldWhereThereIsNoAdapter() throws IOException {
    try (OddServer server = new OddServer(server(true))) {
      assertThatThrownBy(() -> ServerAdapters.load(options(server, "a"), Path.of("nothing")))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("status 404: Loading lora a failed: No adapter found");
    }
  }

  @Test
  void nobodyListensIsSaid() throws IOException {
    OddServer server = new OddServer(server(true));
    ServerOptions gone = options(server, "a");
    server.close();
    assertThatThrownBy(() -> ServerAdapters.names(gone))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("cannot be reached: nobody listens there");
  }

  @Test
  void aServerThatMayNotLoadIsNamed() throws IOException {
    try (OddServer server = new OddServer(server(false))) {
      assertThatThrownBy(() -> ServerAdapters.load(options(server, "a"), Path.of("a")))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("status 404: Not Found")
          .hasMessageContaining("VLLM_ALLOW_RUNTIME_LORA_UPDATING");
    }
  }
}
