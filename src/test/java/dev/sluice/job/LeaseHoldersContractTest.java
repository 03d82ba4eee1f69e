package dev.sluice.job;

import static dev.sluice.http.Refusals.assertRefused;
import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.job.attempt.EndReason;
import dev.sluice.store.PlainStore;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A job whose first attempt, under its id as token, was lost, and whose second one runs. */
@ExtendWith(PlainStore.class)
class LeaseHoldersContractTest {
  @Inject Jobs jobs;
  @Inject LeaseHolders holders;
  private Job job;

  @BeforeEach
  void runTwice() {
    Job queued = StoredJobs.insert(aJob().operation("contract").queued());
    Job again = StoredJobs.end(jobs, StoredJobs.run(jobs, queued, "w-1"), EndReason.WORKER_LOST);
    job = StoredJobs.run(jobs, again, "w-2");
  }

  @Test
  void check_holder_passes() {
    assertPasses(job.id + "/2");
  }

  @Test
  void check_holderByAnotherServer_passes() {
    Job elsewhere = StoredJobs.insert(aJob().operation("contract").runningOn("w"));

    assertThatCode(() -> result(holders.check(elsewhere.id, "token-1"))).doesNotThrowAnyException();
  }

  @Test
  void check_formerHolder_passes() {
    assertPasses(job.id);
  }

  @Test
  void check_leaseOfNoAttempt_isRefused() {
    assertRefused("lease_lost", () -> holders.check(job.id, "forged"));
  }

  @Test
  void check_formerHolderOfAnEndedJob_passesAndForgedLeaseIsRefused() {
    StoredJobs.end(jobs, job, EndReason.COMPLETED);

    assertPasses(job.id + "/2");
    assertRefused("lease_lost", () -> holders.check(job.id, "forged"));
  }

  @Test
  void check_noLease_isRefused() {
    assertRefused("required", () -> holders.check(job.id, (@Nullable String) null));
    assertRefused("required", () -> holders.check(job.id, ""));
  }

  @Test
  void check_unknownJob_isNotFound() {
    assertRefused("job_not_found", () -> holders.check("job-none", "token"));
    assertRefused("job_not_found", () -> holders.check("a b", "token"));
  }

  private void assertPasses(String token) {
    assertThatCode(() -> result(holders.check(job.id, token))).doesNotThrowAnyException();
  }
}
