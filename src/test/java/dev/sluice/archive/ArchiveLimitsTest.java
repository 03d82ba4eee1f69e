package dev.sluice.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchiveLimitsTest {
  @Test
  void of_nothing_isTheDefault() {
    assertThat(ArchiveLimits.of(Map.of())).isEqualTo(ArchiveLimits.DEFAULT);
  }

  @Test
  void of_all_changesAll() {
    Map<String, Long> changed = Map.of("size-mb", 3L, "entries", 4L, "ratio", 5L, "depth", 6L);

    assertThat(ArchiveLimits.of(changed)).isEqualTo(new ArchiveLimits(3 << 20, 4, 5, 6));
  }

  @ParameterizedTest
  @CsvSource({
    "size, 1",
    "size-mb, 0",
    "size-mb, 1099511627777",
    "entries, 2147483648",
    "depth, -1"
  })
  void of_unknownNameOrOutOfRange_namesIt(String name, long value) {
    assertThatThrownBy(() -> ArchiveLimits.of(Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + name + "'");
  }
}
