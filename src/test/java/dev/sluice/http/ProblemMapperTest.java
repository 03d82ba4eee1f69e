package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.ServerAddress;
import dev.sluice.wire.Problem;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProblemMapperTest {
  private static final MongoSocketReadTimeoutException AWAY =
      new MongoSocketReadTimeoutException("Timeout", new ServerAddress(), null);

  @Test
  void of_storeDoesNotAnswer_is503() {
    assertThat(ProblemMapper.of(AWAY).status()).isEqualTo(503);
  }

  @Test
  @DisplayName("steps side by side that fail because the store is away fail as one step does")
  void of_storeDoesNotAnswerStepsSideBySide_is503() {
    Problem problem = ProblemMapper.of(failureOf(AWAY, AWAY));

    assertThat(problem.status()).isEqualTo(503);
    assertThat(problem.code()).isEqualTo("store_unavailable");
  }

  @Test
  void of_oneStepFailsByItself_is500() {
    assertThat(ProblemMapper.of(failureOf(AWAY, new IllegalStateException("bug"))).status())
        .isEqualTo(500);
  }

  private static Throwable failureOf(Throwable one, Throwable other) {
    return Uni.join()
        .all(List.of(Uni.createFrom().failure(one), Uni.createFrom().failure(other)))
        .andCollectFailures()
        .onItemOrFailure()
        .transform((done, failure) -> failure)
        .await()
        .indefinitely();
  }
}
