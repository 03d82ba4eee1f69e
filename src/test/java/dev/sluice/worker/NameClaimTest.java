package dev.sluice.worker;

import static dev.sluice.worker.RegisteredWorker.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.http.ProblemException;
import dev.sluice.wire.FieldError;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameClaimTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"", "short", "with a space and 22 letters", "ümlaut-0123456789-0123456789"})
  void of_noSecret_isRefusedByTheNameOfItsHeader(String secret) {
    ProblemException problem =
        catchThrowableOfType(ProblemException.class, () -> NameClaim.of(bearer("nodes"), secret));

    assertThat(Objects.requireNonNull(problem.problem().errors()))
        .extracting(FieldError::field)
        .containsExactly("Sluice-Name-Secret");
  }

  @Test
  void of_secret_keepsItsDigestOnly() {
    NameClaim claim = NameClaim.of(bearer("nodes"), "0123456789-0123456789-x");

    assertThat(claim.nameDigest()).matches("[0-9a-f]{64}");
  }
}
