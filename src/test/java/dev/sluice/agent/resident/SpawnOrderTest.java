package dev.sluice.agent.resident;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.wire.worker.Assignment;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SpawnOrderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void of_commandAlone_hasDefaults() throws IOException {
    SpawnOrder order = order("{'command':'serve'}");

    assertThat(order.processId()).isEqualTo("job-7");
    assertThat(order.port()).isNull();
    assertThat(order.healthPath()).isNull();
    assertThat(order.healthTries()).isEqualTo(10);
    assertThat(order.slots()).isEqualTo(1);
  }

  @Test
  void commandOn_line_isToldPortModelAndDevice() throws IOException {
    JsonNode exec =
        order(
                "{'command':'serve -p {port} -m {model} -d {device}','model_id':'m','device':'GPU-1',"
                    + "'env':{'A':'b','PORT':'1'}}")
            .commandOn(9_001);

    assertThat(exec.path("command").asText()).isEqualTo("serve -p 9001 -m m -d GPU-1");
    assertThat(exec.path("env").path("PORT").asText()).isEqualTo("9001");
    assertThat(exec.path("env").path("A").asText()).isEqualTo("b");
    assertThat(exec.path("env").path("CUDA_VISIBLE_DEVICES").asText()).isEqualTo("1");
  }

  @Test
  void commandOn_words_areEachFilled() throws IOException {
    JsonNode exec = order("{'command':['serve','--port={port}','{model}']}").commandOn(9_002);

    assertThat(exec.path("command").toString())
        .isEqualTo("[\"serve\",\"--port=9002\",\"{model}\"]");
    assertThat(exec.path("env").has("CUDA_VISIBLE_DEVICES")).isFalse();
  }

  private static SpawnOrder order(String payload) throws IOException {
    JsonNode node = JSON.readTree(payload.replace('\'', '"'));
    return SpawnOrder.of(new Assignment("job-7", 1, "lease", "process_spawn", node, 0, 1_000));
  }
}
