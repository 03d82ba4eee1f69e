package dev.sluice.legacy.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.time.Settings;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutorSwitchTest {
  @ParameterizedTest
  @CsvSource({
    "localhost, true",
    "127.0.0.1, true",
    "127.1.2.3, true",
    "::1, true",
    "[::1], true",
    "0.0.0.0, false",
    "::, false",
    "10.0.0.1, false",
    "127.0.0.1.example, false",
    "localhost.example, false",
    "fleet.example, false"
  })
  void isOn_unset_onLoopbackOnly(String host, boolean on) {
    ExecutorConfig unset = Settings.of(ExecutorConfig.class);

    assertThat(new ExecutorSwitch(unset, host).isOn()).isEqualTo(on);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void isOn_set_asTheSettingSays(boolean on) {
    ExecutorConfig set =
        Settings.of(ExecutorConfig.class, Map.of("sluice.legacy.enabled", Boolean.toString(on)));

    assertThat(new ExecutorSwitch(set, "127.0.0.1").isOn()).isEqualTo(on);
    assertThat(new ExecutorSwitch(set, "0.0.0.0").isOn()).isEqualTo(on);
  }
}
