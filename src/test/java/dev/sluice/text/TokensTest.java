package dev.sluice.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokensTest {

  @Test
  void next_twice_differs() {
    assertThat(Tokens.next()).hasSize(24).isNotEqualTo(Tokens.next());
  }
}
