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

  /** vLLM: loading a name twice is refused, as is unloading an unknown one. */
  private Behaviour server(boolean allowed) {
    return call -> {
      String path = call.exchange().getRequestURI().getPath();
      String name = call.request().path("lora_name").asText();
      if (path.endsWith("/models")) {
        StringBuilder list = new StringBuilder("{\"id\":\"base\"}");
        loaded.forEach(one -> list.append(",{\"id\":\"").append(one).append("\"}"));
        call.send(200, "application/json", "{\"data\":[" + list + "]}");
      } else if (path.endsWith("/unload_lora_adapter")) {
        call.send(loaded.remove(name) ? 200 : 404, "text/plain", "Success");
      } else if (path.endsWith("/load_lora_adapter") && allowed && loaded.add(name)) {
        paths.add(call.request().path("lora_path").asText());
        call.send(200, "text/plain", "Success");
      } else if (path.endsWith("/load_lora_adapter")) {
        call.send(404, "application/json", "{\"detail\":\"Not Found\"}");
      } else {
        JsonNode model = call.request().path("model");
        boolean known = loaded.contains(model.asText());
        call.send(known ? 200 : 404, "application/json", call.reply().toString());
      }
    };
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
  void aServerThatMayNotLoadIsNamed() throws IOException {
    try (OddServer server = new OddServer(server(false))) {
      assertThatThrownBy(() -> ServerAdapters.load(options(server, "a"), Path.of("a")))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("status 404: Not Found")
          .hasMessageContaining("VLLM_ALLOW_RUNTIME_LORA_UPDATING");
    }
  }
}
