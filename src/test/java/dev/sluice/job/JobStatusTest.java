package dev.sluice.job;

import static dev.sluice.job.JobStatus.ASSIGNED;
import static dev.sluice.job.JobStatus.CANCELLED;
import static dev.sluice.job.JobStatus.COMPLETED;
import static dev.sluice.job.JobStatus.FAILED;
import static dev.sluice.job.JobStatus.QUEUED;
import static dev.sluice.job.JobStatus.RUNNING;
import static dev.sluice.job.JobStatus.SUBMITTED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The picture of the design, arrow by arrow. */
class JobStatusTest {
  private static final Map<JobStatus, Set<JobStatus>> PICTURE =
      Map.of(
          SUBMITTED, Set.of(QUEUED, CANCELLED),
          QUEUED, Set.of(ASSIGNED, RUNNING, CANCELLED),
          ASSIGNED, Set.of(RUNNING, QUEUED, CANCELLED),
          RUNNING, Set.of(COMPLETED, FAILED, QUEUED, CANCELLED),
          COMPLETED, Set.of(),
          FAILED, Set.of(QUEUED),
          CANCELLED, Set.of(QUEUED));

  @ParameterizedTest
  @EnumSource
  void mayBecome_everyPair_matchesTable(JobStatus from) {
    for (JobStatus to : JobStatus.values()) {
      assertThat(from.mayBecome(to))
          .as("%s to %s", from, to)
          .isEqualTo(PICTURE.getOrDefault(from, Set.of()).contains(to));
    }
  }

  @ParameterizedTest
  @EnumSource
  void status_each_isHeldOrFinalOrNeither(JobStatus status) {
    assertThat(Set.of(ASSIGNED, RUNNING).contains(status)).isEqualTo(status.isHeld());
    assertThat(Set.of(COMPLETED, FAILED, CANCELLED).contains(status)).isEqualTo(status.isFinal());
  }
}
