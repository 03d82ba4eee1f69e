package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCredential;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoTimeoutException;
import dev.sluice.time.ManualTimers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoreRetryTest {
  /** How long a try takes to fail. */
  private static final Duration TRY = Duration.ofSeconds(4);

  private final ManualTimers timers = new ManualTimers();
  private final AtomicInteger tries = new AtomicInteger();

  @Test
  void step_storeComesBack_isDone() {
    assertThat(end(new MongoTimeoutException("away"), 3)).isEqualTo("done");
    assertThat(tries).hasValue(4);
  }

  @Test
  void step_wrongPassword_failsAtOnce() {
    MongoCredential user = MongoCredential.createCredential("u", "admin", new char[0]);

    assertThatThrownBy(() -> end(new MongoSecurityException(user, "wrong password"), 3))
        .hasMessageContaining("wrong password");
    assertThat(tries).hasValue(1);
  }

  @Test
  void step_failureOfOurs_failsAtOnce() {
    assertThatThrownBy(() -> end(new IllegalStateException("bug"), 3)).hasMessageContaining("bug");
    assertThat(tries).hasValue(1);
  }

  @Test
  void step_storeAwayForLongerThanTheLimit_saysWhy() {
    assertThatThrownBy(() -> end(new MongoTimeoutException("away"), 1_000))
        .isInstanceOf(MongoTimeoutException.class)
        .hasMessageContaining("away");
    assertThat(tries).hasValue(4);
  }

  @Test
  void reason_message_isItsFirstSentence() {
    assertThat(
            reason(
                "Timed out while waiting for a server. Client view of cluster state is {servers=[]}"))
        .isEqualTo("Timed out while waiting for a server");
    assertThat(reason("Connection to 127.0.0.1:1 refused."))
        .isEqualTo("Connection to 127.0.0.1:1 refused");
    assertThat(reason("Command failed\nwith details")).isEqualTo("Command failed");
  }

  private static String reason(String message) {
    return StoreRetry.reason(new MongoTimeoutException(message));
  }

  private String end(RuntimeException failure, int failures) {
    StoreRetry retry =
        new StoreRetry(Duration.ofMillis(1), Duration.ofMillis(5), TRY.multipliedBy(4));
    return retry
        .untilDone(() -> step(failure, failures), timers)
        .await()
        .atMost(Duration.ofSeconds(30));
  }

  private Uni<String> step(RuntimeException failure, int failures) {
    timers.advance(TRY);
    return tries.incrementAndGet() <= failures
        ? Uni.createFrom().failure(failure)
        : Uni.createFrom().item("done");
  }
}
