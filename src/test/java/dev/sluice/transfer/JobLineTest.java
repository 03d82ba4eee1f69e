package dev.sluice.transfer;

import static dev.sluice.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.job.attempt.Result;
import dev.sluice.job.submit.ExecOnly;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import dev.sluice.wire.CollectedFiles;
import dev.sluice.wire.FieldError;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.Requirements;
import dev.sluice.wire.job.AttemptView.LateResult;
import dev.sluice.wire.output.OutputTotals;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JobLineTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

  /** The lease ends with its server, and each store counts its own writes. */
  private static final Set<String> NOT_CARRIED = Set.of("lease", "revision", "attempts");

  private final TestClock clock = new TestClock();
  private final JobLineReader reader =
      new JobLineReader(ExecOnly.operations(), Settings.of(JobConfig.class), clock);

  @Test
  void line_jobWithEveryField_carriesEachToAnotherStore() throws Exception {
    Job job = full();

    Job read = reader.read(JobLineWriter.write(job));

    Job empty = new Job();
    for (Field field : Job.class.getFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !NOT_CARRIED.contains(field.getName())) {
        assertThat(field.get(job)).as("full() sets " + field).isNotEqualTo(field.get(empty));
        assertThat(field.get(read)).as(field.getName()).isEqualTo(field.get(job));
      }
    }
    assertThat(read.attempts).hasSize(1);
    assertThat(withToken(read.attempts.get(0), "t")).isEqualTo(job.attempts.get(0));
  }

  @Test
  @DisplayName("a process has no time limit, and a request to one reserves nothing")
  void line_jobWithoutLimitAndReservation_carriesThat() {
    Job job = full();
    job.timeoutMs = 0;
    job.requirements = new Requirements(0, 0, Map.of("model_id", "demo"));

    Job read = reader.read(JobLineWriter.write(job));

    assertThat(read.timeoutMs).isZero();
    assertThat(read.requirements).isEqualTo(job.requirements);
  }

  @ParameterizedTest
  @EnumSource(names = {"ASSIGNED", "RUNNING"})
  void read_heldJob_isQueuedWithoutTheOpenAttempt(JobStatus held) {
    Job job = aJob().tried(EndReason.WORKER_LOST, 0).runningOn("w").build();
    job.status = held;
    job.queuedAt = AT;

    Job read = reader.read(JobLineWriter.write(job));

    assertThat(read.status).isEqualTo(JobStatus.QUEUED);
    assertThat(read.queuedAt).isEqualTo(AT);
    assertThat(read.attempts).hasSize(1);
    assertThat(read.workerId).isEqualTo("worker-0");
    assertThat(read.startedAt).isNull();
    assertThat(read.lease).isNull();
  }

  @Test
  void read_heldJobToBeCancelled_isCancelled() {
    Job job = aJob().runningOn("w").build();
    job.cancelRequested = true;

    Job read = reader.read(JobLineWriter.write(job));

    assertThat(read.status).isEqualTo(JobStatus.CANCELLED);
    assertThat(read.reason).isEqualTo(EndReason.CANCELLED);
    assertThat(read.completedAt).isEqualTo(clock.instant());
    assertThat(read.expiresAt).isNotNull();
  }

  @Test
  void read_runningJobThatRunsOnce_hasFailed() {
    Job job = aJob().runningOn("w").build();
    job.runsOnce = true;

    Job read = reader.read(JobLineWriter.write(job));

    assertThat(read.status).isEqualTo(JobStatus.FAILED);
    assertThat(read.reason).isEqualTo(EndReason.WORKER_LOST);
  }

  @Test
  void read_endedJobWithoutExpiry_isKeptAsOneThatEndsNow() {
    ObjectNode line =
        JobLineWriter.write(aJob().ended(JobStatus.FAILED, Outcome.FAILED, 0).build());

    assertThat(reader.read(line).expiresAt).isEqualTo(clock.instant().plus(Duration.ofDays(7)));
  }

  @ParameterizedTest
  @CsvSource({
    "job_id, a b, invalid_id",
    "status, DONE, unknown_status",
    "operation, dance, unknown_operation",
    "priority, 11, wrong_type",
    "created_at, yesterday, invalid_time",
    "surprise, x, unknown_field"
  })
  void read_wrongField_isRefused(String field, String value, String code) {
    ObjectNode line = JobLineWriter.write(aJob().queued().build()).put(field, value);

    assertThatThrownBy(() -> reader.read(line))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              FieldError error = Objects.requireNonNull(e.problem().errors()).get(0);
              assertThat(error.field()).isEqualTo(field);
              assertThat(error.code()).isEqualTo(code);
            });
  }

  @Test
  void read_openAttemptBeforeAnother_isRefused() {
    ObjectNode line =
        JobLineWriter.write(aJob().tried(Outcome.FAILED).tried(Outcome.FAILED).build());
    ((ObjectNode) line.path("attempts").get(0)).remove("ended_at");

    assertThatThrownBy(() -> reader.read(line)).hasMessageContaining("must all have an end");
  }

  private static Job full() {
    Job job = new Job();
    job.id = "job-1";
    job.status = JobStatus.FAILED;
    job.operation = "exec";
    job.payload = "{\"command\":\"x\",\"secrets\":[\"s\"]}";
    job.metadata = "{\"a\":[1]}";
    job.bundle = "sha";
    job.fileId = "f";
    job.collect = List.of("out/**", "*.log");
    job.requirements = new Requirements(2.5, 512, Map.of("os", "linux"));
    job.priority = 7;
    job.timeoutMs = 9;
    job.maxRetries = 2;
    job.retryOnExit = true;
    job.runsOnce = true;
    job.printsOnce = true;
    job.spawns = true;
    job.notBefore = AT;
    job.tags = List.of("t");
    job.workerId = "w";
    job.cancelRequested = true;
    job.retriedAfter = 1;
    job.retries = 4;
    job.reason = EndReason.EXIT_CODE;
    job.result =
        new Result(
            3,
            "{\"o\":1}",
            new JobError("c", "m", "e\0"),
            new CollectedFiles("file-1", 2, 30, "left out: 1"));
    job.output = new OutputTotals(2, 30, true);
    job.createdAt = AT;
    job.queuedAt = AT.plusSeconds(1);
    job.retryAt = AT.plusSeconds(2);
    job.assignedAt = AT.plusSeconds(3);
    job.startedAt = AT.plusSeconds(4);
    job.completedAt = AT.plusSeconds(5);
    job.expiresAt = AT.plusSeconds(6);
    job.attempts =
        List.of(
            new Attempt(
                1,
                "t",
                "w",
                AT,
                AT.plusSeconds(1),
                AT.plusSeconds(2),
                Outcome.EXIT_CODE,
                EndReason.EXIT_CODE,
                3,
                2L,
                30L,
                true,
                new LateResult(Outcome.FAILED, 5, AT)));
    return job;
  }

  private static Attempt withToken(Attempt a, String token) {
    assertThat(a.token()).isNotEqualTo(token);
    return new Attempt(
        a.number(),
        token,
        a.workerId(),
        a.assignedAt(),
        a.startedAt(),
        a.endedAt(),
        a.outcome(),
        a.reason(),
        a.exitCode(),
        a.chunks(),
        a.bytes(),
        a.truncated(),
        a.late());
  }
}
