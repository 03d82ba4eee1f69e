package dev.sluice.legacy.executor.account;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordsTest {
  private final Passwords passwords = new Passwords(Runnable::run, 4, 1, 0);

  /** The hashes are of bcryptjs 2.4.3, with its default cost. */
  @ParameterizedTest
  @CsvSource({
    "correct horse, $2a$10$4MfenROuSVyRY5K/I8R8eevhAwV/pzHL9yH.ZESUn9yhM.YOSjSEK",
    "pässwörd, $2a$10$SaQjvNpk2xN0yOIvAGcQUeNwLuxm6akN4arxmNWGHgHzP0sZfbNcS"
  })
  void matches_hashOfBcryptjs_isItsPasswordOnly(String password, String hash) {
    assertThat(result(passwords.matches(password, Optional.of(hash)))).isTrue();
    assertThat(result(passwords.matches(password + "x", Optional.of(hash)))).isFalse();
  }

  @Test
  void hash_samePassword_hasAnotherSalt() {
    String hash = result(passwords.hash("secret"));

    assertThat(hash).startsWith("$2b$04$").isNotEqualTo(result(passwords.hash("secret")));
    assertThat(result(passwords.matches("secret", Optional.of(hash)))).isTrue();
  }

  @Test
  void matches_notOfBcrypt_isFalse() {
    assertThat(result(passwords.matches("secret", Optional.of("secret")))).isFalse();
  }

  @Test
  void matches_unknownUser_hashesAllTheSame() {
    List<Runnable> given = new ArrayList<>();
    Passwords slow = new Passwords(given::add, 4, 1, 1);
    List<Boolean> answers = new ArrayList<>();

    slow.matches("secret", Optional.empty()).subscribe().with(answers::add);
    slow.matches("secret", Optional.empty()).subscribe().with(answers::add);
    assertThat(answers).isEmpty();
    given.forEach(Runnable::run);

    assertThat(given).hasSize(1);
    assertThat(answers).containsExactly(false, false);
  }
}
