package dev.sluice.schedule;

import dev.sluice.job.Job;
import dev.sluice.job.Placement;
import dev.sluice.job.attempt.AttemptEnd;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.job.attempt.Lease;
import dev.sluice.job.submit.Operations;
import dev.sluice.job.submit.ServerOperation;
import dev.sluice.output.EndAttempt;
import dev.sluice.output.OutputLog;
import dev.sluice.schedule.match.JobQueue;
import dev.sluice.store.StoredJson;
import dev.sluice.text.Tokens;
import dev.sluice.wire.JobError;
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
  private final Operations operations;
  private final OutputLog output;
  private final EndAttempt endAttempt;
  private final Clock clock;

  /** Tells the leases of this process from those of a server that was killed. */
  private final String incarnation = Tokens.next();

  ServerWork(
      JobQueue queue, Operations operations, OutputLog output, EndAttempt endAttempt, Clock clock) {
    this.queue = queue;
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
    List<Placement> placements =
        queue.dueForServer().stream()
            .map(
                job ->
                    new Placement(
                        job.id(), job.nextAttempt(), Lease.of(WorkerId.SERVER, incarnation), true))
            .toList();
    return queue.assign(placements).call(this::runAll).map(List::size);
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

  private Uni<@Nullable Job> answer(Job job) {
    ServerOperation operation =
        operations
            .onServer(job)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        job.operation + " is not an operation of the server"));
    return operation
        .run(job)
        .call(answer -> print(job, answer.text()))
        .map(
            answer ->
                new AttemptEnd(EndReason.COMPLETED, null, StoredJson.text(answer.output()), null))
        .onFailure()
        .invoke(e -> LOG.errorf(e, "%s failed", job.operation))
        .onFailure()
        .recoverWithItem(
            e ->
                new AttemptEnd(
                    EndReason.FAILED,
                    null,
                    null,
                    new JobError("server_failed", "the server failed")))
        .chain(end -> endAttempt.end(job, end));
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
