package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class KnownFailuresTest {

  @Test
  void read_paragraph_givesEachNameItsReason() {
    assertThat(KnownFailures.parse(List.of("# because", "a | b", "a | c", "", "# so", "d | e")))
        .containsExactly("a | b", "a | c", "d | e");
  }

  @Test
  void read_noReason_isRefused() {
    assertThatThrownBy(() -> KnownFailures.parse(List.of("# because", "a", "", "b")))
        .hasMessageEndingWith(": b");
    assertThatThrownBy(() -> KnownFailures.parse(List.of("#", "a"))).hasMessageEndingWith(": a");
  }

  @Test
  void read_duplicateName_isRefused() {
    assertThatThrownBy(() -> KnownFailures.parse(List.of("# because", "a", "a")))
        .hasMessageEndingWith("twice: a");
  }
}
