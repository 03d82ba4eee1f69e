package dev.sluice.security.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyBudgetTest {
  @Test
  void take_moreThanIsLeft_takesNothing() {
    BodyBudget budget = new BodyBudget(10);

    assertThat(budget.take(7)).isTrue();
    assertThat(budget.take(4)).isFalse();
    assertThat(budget.taken()).isEqualTo(7);
    assertThat(budget.take(3)).isTrue();
    budget.giveBack(10);
    assertThat(budget.take(10)).isTrue();
  }
}
