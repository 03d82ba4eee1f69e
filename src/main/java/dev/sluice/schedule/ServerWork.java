package dev.sluice.schedule;

import dev.sluice.job.Ending;
import dev.sluice.job.Job;
import dev.sluice.job.JobConfig;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.Lease;
import dev.sluice.job.Placement;
import dev.sluice.job.submit.Operations;
import dev.sluice.job.submit.ServerOperation;
import dev.sluice.output.OutputLog;
import dev.sluice.schedule.match.Assigner;
import dev.sluice.schedule.match.Queue;
import dev.sluice.store.StoredJson;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import dev.sluice.worker.Tokens;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Runs the operations that the server answers itself, as a worker called {@code server} would:
 * through the same states, the same log and the same stream.
 */
@Singleton
public final class ServerWork {
  public static final String WORKER = "server";
  private static final Logger LOG = Logger.getLogger(ServerWork.class);

  private final Queue queue;
  private final Jobs jobs;
  private final Operations operations;
  private final OutputLog output;
  private final JobConfig config;
  private final Clock clock;

  /** Leases of a server that was killed are not those of this one. */
  private final String incarnation = Tokens.next();

  ServerWork(
      Queue queue,
      Jobs jobs,
      Operations operations,
      OutputLog output,
      JobConfig config,
      Clock clock) {
    this.queue = queue;
    this.jobs = jobs;
    this.operations = operations;
    this.output = output;
    this.config = config;
    this.clock = clock;
  }

  /** Gives up what a former process of this server was at. */
  Uni<Void> recover() {
    return Multi.createFrom()
        .iterable(jobs.held().of(WORKER))
        .onItem()
        .transformToUniAndConcatenate(
            job ->
                job.status == JobStatus.ASSIGNED
                    ? jobs.unfetched(job, "the server started anew")
                    : jobs.workerLost(job, "the server started anew"))
        .collect()
        .last()
        .replaceWithVoid();
  }

  Uni<Integer> runOnce() {
    Instant now = clock.instant();
    List<Placement> placements =
        queue.backlog().inOrder().stream()
            .filter(job -> job.isDue(now) && queue.isForServer(job))
            .map(job -> new Placement(job.id(), job.nextAttempt(), lease(now), true))
            .toList();
    return placements.isEmpty()
        ? Uni.createFrom().item(0)
        : jobs.assign(placements)
            .call(won -> queue.recheck(Assigner.lost(placements, won)))
            .call(this::runAll)
            .map(List::size);
  }

  private Lease lease(Instant now) {
    return new Lease(Tokens.next(), WORKER, incarnation, now.plus(config.fetchWithin()));
  }

  private Uni<Void> runAll(List<Job> assigned) {
    return Multi.createFrom()
        .iterable(assigned)
        .onItem()
        .transformToUniAndMerge(this::answer)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Optional<Job>> answer(Job job) {
    ServerOperation operation =
        operations
            .onServer(job)
            .orElseThrow(() -> new IllegalStateException(job.operation + " is not the server's"));
    return operation
        .run(job)
        .call(answer -> print(job, answer.text()))
        .map(answer -> new Ending(Outcome.COMPLETED, null, StoredJson.text(answer.output()), null))
        .onFailure()
        .invoke(e -> LOG.errorf(e, "%s failed", job.operation))
        .onFailure()
        .recoverWithItem(
            e ->
                new Ending(
                    Outcome.FAILED, null, null, new JobError("server_failed", "the server failed")))
        .chain(ending -> jobs.end(job, ending));
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
