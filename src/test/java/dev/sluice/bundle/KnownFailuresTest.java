package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class KnownFailuresTest {

  @Test
  void everyNameOfAParagraphHasItsReason() {
    assertThat(KnownFailures.parse(List.of("# because", "a | b", "a | c", "", "# so", "d | e")))
        .containsExactly("a | b", "a | c", "d | e");
  }

  @Test
  void aNameWithoutAReasonIsRefused() {
    assertThatThrownBy(() -> KnownFailures.parse(List.of("# because", "a", "", "b")))
        .hasMessageEndingWith(": b");
    assertThatThrownBy(() -> KnownFailures.parse(List.of("#", "a"))).hasMessageEndingWith(": a");
  }

  @Test
  void aNameIsThereOnce() {
    assertThatThrownBy(() -> KnownFailures.parse(List.of("# because", "a", "a")))
        .hasMessageEndingWith("twice: a");
  }
}
