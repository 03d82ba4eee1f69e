package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountRuleTest {
  @ParameterizedTest
  @CsvSource({"1000, 1000, true", "0, 1000, true", "1001, 1000, false", "65534, 0, false"})
  void isServed_accountOfTheConnection_isOwnOrRoot(int uid, int own, boolean served) {
    assertThat(AccountGuard.isServed(AccountGuard.uid(OptionalInt.of(uid)), own)).isEqualTo(served);
  }

  @ParameterizedTest
  @CsvSource({"0", "1000"})
  void isServed_accountCannotBeTold_isNot(int own) {
    assertThat(AccountGuard.isServed(AccountGuard.uid(OptionalInt.empty()), own)).isFalse();
  }

  @Test
  void uid_largestOfLinux_isNotTheUnknownOne() {
    // 2^32 - 2, the last that an account may have
    int last = Integer.parseUnsignedInt("4294967294");

    assertThat(AccountGuard.uid(OptionalInt.of(last)))
        .isNotEqualTo(AccountGuard.uid(OptionalInt.empty()));
  }
}
