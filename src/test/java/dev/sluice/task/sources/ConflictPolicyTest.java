package dev.sluice.task.sources;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConflictPolicyTest {
  @ParameterizedTest
  @CsvSource({
    "REJECT, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z, false",
    "DATABASE, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z, false",
    "REGISTRY, 2026-02-01T00:00:00Z, 2026-01-01T00:00:00Z, true",
    "REGISTRY, , , true",
    "NEWER, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z, true",
    "NEWER, 2026-02-01T00:00:00Z, 2026-01-01T00:00:00Z, false",
    "NEWER, 2026-02-01T00:00:00Z, 2026-02-01T00:00:00Z, false",
    "NEWER, , 2026-02-01T00:00:00Z, false",
    "NEWER, 2026-02-01T00:00:00Z, , false",
    "NEWER, 2026-02-01T00:00:00Z, yesterday, false",
  })
  void replaces_eachPolicy_decides(
      ConflictPolicy policy, String stored, String found, boolean replaces) {
    assertThat(policy.replaces(stored, found)).isEqualTo(replaces);
  }

  @Test
  void parse_anyCase_isAccepted() {
    assertThat(ConflictPolicy.parse(" Newer ")).contains(ConflictPolicy.NEWER);
    assertThat(ConflictPolicy.parse("latest")).isEmpty();
  }
}
