package dev.sluice.job.submit;

import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.store.PlainStore;
import dev.sluice.wire.job.JobAccepted;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(PlainStore.class)
class IdempotencyKeysContractTest {
  @Inject Jobs jobs;
  @Inject SubmitJob submitJob;

  @Test
  void submit_sameKeyAgain_givesTheSameJob() {
    String key = UUID.randomUUID().toString();

    JobAccepted first = result(submit(key, "one"));
    JobAccepted second = result(submit(key, "one"));

    assertThat(second).isEqualTo(first);
  }

  @Test
  void submit_sameKeyAtTheSameTime_givesOneJob() {
    String key = UUID.randomUUID().toString();
    List<Uni<JobAccepted>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(submit(key, "one"));
    }

    List<JobAccepted> answers = result(Uni.join().all(calls).andFailFast());

    assertThat(answers.stream().distinct()).hasSize(1);
  }

  @Test
  void submit_sameKeyWithAnotherBody_isRefused() {
    String key = UUID.randomUUID().toString();
    result(submit(key, "one"));

    assertThatThrownBy(() -> result(submit(key, "two")))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("idempotency_key_reused");
  }

  @Test
  void submit_interruptedBetweenKeyAndJob_completesUnderTheSameId() {
    String key = UUID.randomUUID().toString();
    JobAccepted first = result(submit(key, "one"));
    result(Job.mongoCollection().deleteOne(Filters.eq(first.jobId())));

    JobAccepted second = result(submit(key, "one"));

    assertThat(second).isEqualTo(first);
    assertThat(result(jobs.find(first.jobId()))).isNotNull();
  }

  @Test
  void submit_expiredKey_givesANewJob() {
    String key = UUID.randomUUID().toString();
    JobAccepted first = result(submit(key, "one"));
    result(
        IdempotencyKey.mongoCollection()
            .updateOne(Filters.eq(key), Updates.set("expiresAt", Instant.EPOCH)));

    JobAccepted second = result(submit(key, "two"));

    assertThat(second.jobId()).isNotEqualTo(first.jobId());
  }

  @ParameterizedTest
  @CsvSource({"'', 1", "' ', 1", "x, 256"})
  void submit_keyOfInvalidLength_isRefused(String text, int times) {
    assertThatThrownBy(() -> result(submit(text.repeat(times), "one")))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("invalid_key");
  }

  private Uni<JobAccepted> submit(String key, String command) {
    String body = "{\"operation\":\"exec\",\"command\":\"" + command + "\"}";
    return Uni.createFrom()
        .deferred(() -> submitJob.submit(body.getBytes(StandardCharsets.UTF_8), key));
  }
}
