package dev.sluice.security.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerCountsTest {
  @Test
  void enter_moreThanAllowed_isRefusedForThatAddressOnly() {
    PeerCounts counts = new PeerCounts(2);

    assertThat(counts.enter("a")).isTrue();
    assertThat(counts.enter("a")).isTrue();
    assertThat(counts.enter("a")).isFalse();
    assertThat(counts.enter("b")).isTrue();
    counts.leave("a");
    assertThat(counts.enter("a")).isTrue();
    assertThat(counts.enter("a")).isFalse();
  }
}
