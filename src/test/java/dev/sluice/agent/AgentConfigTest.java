package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentConfigTest {
  private final AgentConfig config = new AgentConfig(URI.create("http://127.0.0.1:8500"));

  @Test
  void defaults_nothingSet_areReadOffTheMachine() {
    assertThat(config.cpu()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(config.ramMb()).isPositive();
    assertThat(config.labels()).containsKeys("os", "arch");
    assertThat(config.allowedHosts()).isEmpty();
    assertThat(config.name()).isNull();
  }

  @Test
  void maxParallel_notSet_isFourForEachStartedCore() {
    assertThat(config.cpu(1.5).maxParallel()).isEqualTo(8);
    assertThat(config.maxParallel(3).maxParallel()).isEqualTo(3);
  }

  @Test
  void labels_set_replaceDetectedOnes() {
    assertThat(config.labels(Map.of("os", "mine", "gpu", "a100")).labels())
        .containsEntry("os", "mine")
        .containsEntry("gpu", "a100")
        .containsKey("arch");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN})
  void cpu_notPositive_isRefused(double cores) {
    assertThatThrownBy(() -> config.cpu(cores))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cpu must be above 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://host", "http:///path", "host:8500"})
  void new_notAnHttpUrl_isRefused(String server) {
    assertThatThrownBy(() -> new AgentConfig(URI.create(server)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not an http(s) URL: " + server);
  }
}
