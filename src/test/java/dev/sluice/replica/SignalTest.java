package dev.sluice.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignalTest {
  @ParameterizedTest
  @EnumSource
  void of_itsOwnText_isTheSame(Signal.Kind kind) {
    Signal signal = new Signal(kind, "a key with spaces/1", 42);

    assertThat(Signal.of(signal.text())).contains(signal);
  }

  @Test
  void of_kindOfALaterVersion_isEmpty() {
    assertThat(Signal.of("z 1 something")).isEmpty();
  }
}
