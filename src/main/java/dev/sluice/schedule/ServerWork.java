package dev.sluice.schedule;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.Placement;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.job.attempt.Lease;
import dev.sluice.job.submit.Operations;
import dev.sluice.job.submit.ServerOperation;
import dev.sluice.output.EndAttempt;
import dev.sluice.output.OutputLog;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.schedule.match.QueuedJob;
import dev.sluice.store.StoredJson;
import dev.sluice.text.Tokens;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Problem;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import dev.sluice.worker.WorkerId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the operations that the server answers itself, as a worker with the id {@code server} does:
 * through the same states, the same log and the same stream.
 */
@Singleton
final class ServerWork {
  private static final Logger LOG = Logger.getLogger(ServerWork.class);

  private final JobQueue queue;
  private final Jobs jobs;
  private final Operations operations;
  private final OutputLog output;
  private final EndAttempt endAttempt;
  private final Clock clock;

  /** Tells the leases of this process from those of a server that was killed. */
  private final String incarnation = Tokens.next();

  ServerWork(
      JobQueue queue,
      Jobs jobs,
      Operations operations,
      OutputLog output,
      EndAttempt endAttempt,
      Clock clock) {
    this.queue = queue;
    this.jobs = jobs;
    this.operations = operations;
    this.output = output;
    this.endAttempt = endAttempt;
    this.clock = clock;
  }

  /** Of the leases under which this process answers. */
  String incarnation() {
    return incarnation;
  }

  Uni<Integer> runOnce() {
    return queue.assign(placements(queue.dueForServer())).call(this::runAll).map(List::size);
  }

  /**
   * Begins to answer the jobs whose answers wait for events; completes when the others are done.
   */
  private Uni<Void> runAll(List<Job> assigned) {
    Map<Boolean, List<Job>> byWait =
        assigned.stream().collect(Collectors.partitioningBy(job -> operation(job).waits()));
    Objects.requireNonNull(byWait.get(true)).forEach(this::begin);
    return Multi.createFrom()
        .iterable(Objects.requireNonNull(byWait.get(false)))
        .onItem()
        .transformToUniAndMerge(this::answer)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private void begin(Job job) {
    answer(job)
        .subscribe()
        .with(
            ended -> LOG.debugf("%s of %s is over", job.operation, job.id),
            e -> LOG.errorf(e, "cannot end %s", job.id));
  }

  private ServerOperation operation(Job job) {
    return operations
        .onServer(job)
        .orElseThrow(
            () -> new IllegalStateException(job.operation + " is not an operation of the server"));
  }

  /**
   * Ends queued jobs that cannot run, in an attempt of the server.
   *
   * @return how many
   */
  Uni<Integer> fail(List<QueuedJob> hopeless, JobError error) {
    return queue
        .assign(placements(hopeless))
        .call(
            assigned ->
                Multi.createFrom()
                    .iterable(assigned)
                    .onItem()
                    .transformToUniAndMerge(job -> endAttempt.end(job, failed(error)))
                    .collect()
                    .last())
        .map(List::size);
  }

  private List<Placement> placements(List<QueuedJob> queued) {
    return queued.stream()
        .map(
            job ->
                new Placement(
                    job.id(), job.nextAttempt(), Lease.of(WorkerId.SERVER, incarnation), true))
        .toList();
  }

  private Uni<@Nullable Job> answer(Job job) {
    return Uni.createFrom()
        .deferred(() -> operation(job).run(job))
        .call(answer -> print(job, answer.text()))
        .map(
            answer ->
                new AttemptEnd(EndReason.COMPLETED, null, StoredJson.text(answer.output()), null))
        .onFailure(ProblemException.class)
        .recoverWithItem(e -> refused(((ProblemException) e).problem()))
        .onFailure()
        .invoke(e -> LOG.errorf(e, "%s failed", job.operation))
        .onFailure()
        .recoverWithItem(e -> failed(new JobError("server_failed", "the server failed")))
        .chain(end -> unlessCancelled(job, end))
        .chain(end -> endAttempt.end(job, end));
  }

  /** An operation that a client cancels gives up, which is no failure of it. */
  private Uni<AttemptEnd> unlessCancelled(Job job, AttemptEnd end) {
    if (end.reason() != EndReason.FAILED) {
      return Uni.createFrom().item(end);
    }
    return jobs.find(job.id)
        .map(
            now ->
                now != null && now.cancelRequested
                    ? new AttemptEnd(EndReason.CANCELLED, null, null, null)
                    : end);
  }

  private static AttemptEnd refused(Problem problem) {
    return failed(
        new JobError(
            problem.code(), Objects.requireNonNullElse(problem.detail(), problem.title())));
  }

  private static AttemptEnd failed(JobError error) {
    return new AttemptEnd(EndReason.FAILED, null, null, error);
  }

  private Uni<?> print(Job job, String text) {
    if (text.isEmpty() || job.lease == null) {
      return Uni.createFrom().voidItem();
    }
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    ByteBuffer body = ByteBuffer.allocate(OutputFrame.HEADER_BYTES + bytes.remaining());
    new OutputFrame(OutputChannel.STDOUT, clock.millis(), bytes).writeTo(body);
    return output.append(job.id, job.attemptNumber(), job.lease.token(), 0, body.array());
  }
}
