package dev.sluice.job.api;

import static dev.sluice.http.Refusals.assertRefused;
import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.job.StoredJobs.end;
import static dev.sluice.job.StoredJobs.insert;
import static dev.sluice.job.StoredJobs.run;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.QueryUri;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.store.PlainStore;
import dev.sluice.wire.Page;
import dev.sluice.wire.job.AttemptView;
import dev.sluice.wire.job.JobAccepted;
import dev.sluice.wire.job.JobView;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PlainStore.class)
class JobResourceContractTest {
  @Inject Jobs jobs;
  @Inject JobResource resource;

  private final String tag = UUID.randomUUID().toString();

  @Test
  void submit_job_isStoredAndItsStreamNamed() {
    JobAccepted accepted = submit("true");

    assertThat(accepted.status()).isEqualTo("SUBMITTED");
    assertThat(accepted.sseUrl()).isEqualTo("/v1/jobs/" + accepted.jobId() + "/stream");
    assertThat(result(resource.get(accepted.jobId())).tags()).containsExactly(tag);
  }

  @Test
  void submit_sameKey_givesTheSameJob() {
    byte[] body = body("true");

    JobAccepted first = result(resource.submit(body, tag));
    JobAccepted second = result(resource.submit(body, tag));

    assertThat(second).isEqualTo(first);
  }

  @Test
  void submitBatch_oneJob_isStored() {
    byte[] body =
        ("{\"jobs\":[" + new String(body("true"), StandardCharsets.UTF_8) + "]}")
            .getBytes(StandardCharsets.UTF_8);

    assertThat(result(resource.submitBatch(body, null)).results()).hasSize(1);
    assertThat(page(10, null).items()).hasSize(1);
  }

  @Test
  void list_jobsAddedBetweenPages_showsEveryJobOnce() {
    List<String> submitted = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      submitted.add(submit("true").jobId());
    }
    List<String> walked = new ArrayList<>();
    String next = null;

    do {
      Page<JobView> page = page(2, next);
      page.items().forEach(job -> walked.add(job.jobId()));
      next = page.next();
      submit("true");
    } while (next != null);

    Collections.reverse(submitted);
    assertThat(walked).isEqualTo(submitted);
  }

  @Test
  void list_asManyJobsAsThePageTakes_hasNoNextPage() {
    submit("true");
    submit("true");

    Page<JobView> page = page(2, null);

    assertThat(page.items()).hasSize(2);
    assertThat(page.next()).isNull();
  }

  @Test
  void list_longPayload_isLeftOutAndTheJobHasIt() {
    String command = "echo " + "x".repeat(100_000);
    String large = submit(command).jobId();
    String small = submit("true").jobId();

    List<JobView> found = page(10, null).items();

    assertThat(found).extracting(JobView::jobId).containsExactly(small, large);
    assertThat(found.get(0).payload()).isNotNull();
    assertThat(found.get(1).payload()).isNull();
    assertThat(String.valueOf(result(resource.get(large)).payload())).contains(command);
  }

  @Test
  void list_unknownParameter_isRefused() {
    assertRefused(
        "unknown_parameter",
        () ->
            resource.list(
                List.of(), null, null, null, null, null, null, null, QueryUri.of("tags", tag)));
  }

  @Test
  void get_unknownJob_isNotFound() {
    assertRefused("job_not_found", () -> resource.get("job-none"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "attempts", "start", "cancel", "retry"})
  void anyCall_textThatCannotBeAnId_isNotFound(String call) {
    assertRefused("job_not_found", () -> call(call, "a b"));
  }

  @Test
  void attempts_jobThatRanTwice_listsBoth() {
    Job again = end(jobs, run(jobs, queued(), "w-1"), EndReason.WORKER_LOST);
    Job twice = run(jobs, again, "w-2");

    Page<AttemptView> page = result(resource.attempts(twice.id));

    assertThat(page.items()).extracting(AttemptView::workerId).containsExactly("w-1", "w-2");
    assertThat(page.items())
        .extracting(AttemptView::reason)
        .containsExactly(EndReason.WORKER_LOST.name(), null);
  }

  @Test
  void start_submittedJob_queuesItAndAgainLeavesItSo() {
    String id = submit("true").jobId();

    assertThat(result(resource.start(id)).status()).isEqualTo("QUEUED");
    assertThat(result(resource.start(id)).status()).isEqualTo("QUEUED");
  }

  @Test
  void start_cancelledJob_isRefused() {
    String id = submit("true").jobId();
    assertThat(result(resource.cancel(id)).status()).isEqualTo("CANCELLED");

    assertRefused("already_final", () -> resource.start(id));
  }

  @Test
  void retry_failedJob_isQueuedWithoutItsResult() {
    Job failed = end(jobs, run(jobs, queued(), "w"), EndReason.FAILED);

    JobView view = result(resource.retry(failed.id));

    assertThat(view.status()).isEqualTo("QUEUED");
    assertThat(view.attempt()).isEqualTo(1);
    assertThat(view.result()).isNull();
    assertThat(StoredJobs.now(failed).status).isEqualTo(JobStatus.QUEUED);
  }

  private Uni<?> call(String call, String id) {
    return switch (call) {
      case "get" -> resource.get(id);
      case "attempts" -> resource.attempts(id);
      case "start" -> resource.start(id);
      case "cancel" -> resource.cancel(id);
      default -> resource.retry(id);
    };
  }

  private JobAccepted submit(String command) {
    return result(resource.submit(body(command), null));
  }

  private byte[] body(String command) {
    return "{\"operation\":\"exec\",\"command\":\"%s\",\"tags\":[\"%s\"]}"
        .formatted(command, tag)
        .getBytes(StandardCharsets.UTF_8);
  }

  private Page<JobView> page(int limit, @Nullable String cursor) {
    return result(
        resource.list(
            List.of(),
            tag,
            null,
            null,
            null,
            null,
            String.valueOf(limit),
            cursor,
            QueryUri.of("tag", tag, "limit", String.valueOf(limit))));
  }

  private static Job queued() {
    return insert(aJob().operation("contract").queued());
  }
}
