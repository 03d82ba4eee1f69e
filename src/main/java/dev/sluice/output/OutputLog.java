package dev.sluice.output;

import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.model.InsertManyOptions;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobChange;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.attempt.Lease;
import dev.sluice.store.Stored;
import dev.sluice.time.Serial;
import dev.sluice.time.Timers;
import dev.sluice.time.Topic;
import dev.sluice.wire.output.OutputAccepted;
import dev.sluice.wire.output.OutputTotals;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Appends to the log of what jobs print. Only the holder of the current attempt's lease appends; a
 * chunk that arrives twice is stored once; {@link #appended()} publishes each stored chunk.
 */
@ApplicationScoped
public class OutputLog {
  private static final int WRITE_AT_ONCE = 1_000;

  private final Jobs jobs;
  private final LogReader reader;
  private final SharedLog shared;
  private final OutputConfig config;
  private final Clock clock;
  private final Timers timers;
  private final Topic<Appended> appended = new Topic<>();
  private final AttemptWriters writers;

  OutputLog(
      Jobs jobs,
      LogReader reader,
      SharedLog shared,
      OutputConfig config,
      Clock clock,
      Timers timers) {
    this.jobs = jobs;
    this.reader = reader;
    this.shared = shared;
    this.config = config;
    this.clock = clock;
    this.timers = timers;
    this.writers = new AttemptWriters(reader, timers);
    jobs.changes().project(this::follow);
  }

  /**
   * A chunk was stored.
   *
   * @param nextSeq the number of the chunk that follows
   */
  public record Appended(String jobId, int attempt, long nextSeq) {}

  public Topic<Appended> appended() {
    return appended;
  }

  /** The end of the output that this server appends to; empty if it has stored none. */
  public Optional<Appended> endOf(String jobId) {
    return Optional.ofNullable(writers.find(jobId))
        .map(w -> new Appended(jobId, w.attempt(), w.totals().chunks()))
        .filter(end -> end.nextSeq() > 0);
  }

  /**
   * Stores the chunk {@code seq} of an attempt.
   *
   * <p>A worker may have two requests under way: a chunk that arrives before its predecessor waits
   * for it, up to {@link EarlyChunkGate#PATIENCE}.
   *
   * @param body frames, see {@link dev.sluice.wire.output.OutputFrame}
   * @throws ProblemException 409 {@code lease_lost} when the attempt is no longer the caller's, 409
   *     {@code output_out_of_order} when chunks before this one are missing, 400 for broken frames
   */
  public Uni<OutputAccepted> append(
      String jobId, int attempt, String token, long seq, byte[] body) {
    return writer(jobId, attempt, token)
        .chain(
            writer ->
                shared
                    .catchUp(jobId, writer, seq)
                    .chain(() -> writer.turnOf(seq, timers))
                    .chain(() -> store(jobId, seq, body, writer))
                    .map(done -> writer.accepted(seq)));
  }

  /**
   * Runs {@code end} with the totals of the output of the job's current attempt. From the moment at
   * which the totals are read until {@code end} is over, chunks are refused with 503.
   */
  <T> Uni<T> sealed(Job job, Function<OutputTotals, Uni<T>> end) {
    return sealed(job, false, end);
  }

  /**
   * As {@link #sealed}, for an attempt whose worker may still print: no server takes a chunk of it
   * any more, also when {@code end} fails.
   */
  <T> Uni<T> closed(Job job, Function<OutputTotals, Uni<T>> end) {
    return sealed(job, true, end);
  }

  private <T> Uni<T> sealed(Job job, boolean forGood, Function<OutputTotals, Uni<T>> end) {
    Lease lease = job.lease;
    if (job.attemptNumber() == 0) {
      return end.apply(OutputTotals.NONE);
    }
    if (lease == null) {
      return writers
          .storedEnd(job.id, job.attemptNumber())
          .chain(stored -> end.apply(stored.totals()));
    }
    return writers
        .newest(job.id, job.attemptNumber(), lease.token())
        .chain(
            writer ->
                writer.isOf(job.attemptNumber(), lease.token())
                    ? sealed(job, writer, forGood, end)
                    // The attempt is over: its end finds nothing to write.
                    : end.apply(OutputTotals.NONE));
  }

  private <T> Uni<T> sealed(
      Job job, AttemptWriter writer, boolean forGood, Function<OutputTotals, Uni<T>> end) {
    return writer
        .seal()
        .closeAndSettle()
        .chain(
            () ->
                writers.isCurrent(job.id, writer)
                    ? totals(job.id, writer, forGood).chain(end::apply)
                    // Another end of the attempt failed meanwhile, and its log went on elsewhere.
                    : sealed(job, forGood, end))
        .onTermination()
        .invoke(() -> writers.unseal(job.id, writer));
  }

  private Uni<OutputTotals> totals(String jobId, AttemptWriter settled, boolean forGood) {
    Uni<OutputTotals> printed =
        settled.isInDoubt()
            ? writers.storedEnd(jobId, settled.attempt()).map(AttemptWriter.End::totals)
            : shared.totals(jobId, settled);
    return forGood ? printed.chain(totals -> close(jobId, settled.attempt(), totals)) : printed;
  }

  /**
   * Closes the log behind what the attempt printed, so that a chunk that is on its way through
   * another server is refused and no reader sees it (decision 0041). The store lets one of the two
   * take the number.
   *
   * @return what the log holds, for good
   */
  Uni<OutputTotals> close(String jobId, int attempt, OutputTotals printed) {
    return shared.hasPeers() && !printed.truncated()
        ? StoredChunk.mongoCollection()
            .insertOne(StoredChunk.closing(jobId, attempt, printed))
            .replaceWith(printed)
            .onFailure(Stored::isDuplicate)
            .recoverWithUni(() -> closeBehind(jobId, attempt, printed))
        : Uni.createFrom().item(printed);
  }

  /** Another end has closed the log here, or a chunk was faster. */
  private Uni<OutputTotals> closeBehind(String jobId, int attempt, OutputTotals printed) {
    return reader
        .stored(jobId, attempt, printed.chunks())
        .chain(
            chunk ->
                chunk == null
                    ? Uni.createFrom().item(printed)
                    : close(jobId, attempt, AttemptWriter.End.of(chunk).totals()));
  }

  /**
   * The writer of the attempt that {@code held} is in.
   *
   * @throws ProblemException 409 {@code lease_lost} when the attempt is over
   */
  Uni<AttemptWriter> writerOf(Job held) {
    Lease lease = held.lease;
    if (lease == null) {
      throw Lease.lost();
    }
    return writer(held.id, held.attemptNumber(), lease.token());
  }

  /**
   * Stores a chunk behind the end of an attempt's log. The caller appends one at a time.
   *
   * @return false when another server has stored a chunk there meanwhile: the writer is behind that
   *     one now, and nothing was stored
   */
  Uni<Boolean> appendNext(String jobId, AttemptWriter writer, byte[] body) {
    long seq = writer.totals().chunks();
    writer.seal().enter();
    return Uni.createFrom()
        .deferred(() -> insert(jobId, chunk(writer, seq, body), writer))
        .onTermination()
        .invoke(writer.seal()::leave)
        .call(
            ours ->
                ours
                    ? Uni.createFrom().voidItem()
                    : reader.last(jobId, writer.attempt()).invoke(writer::catchUp));
  }

  /**
   * Empties the first {@code count} chunks of an attempt, since later ones replace them. They stay
   * as links of the chain by which the end of a log is found.
   */
  Uni<Void> empty(String jobId, int attempt, long count) {
    List<Long> starts =
        LongStream.iterate(0, s -> s < count, s -> s + WRITE_AT_ONCE).boxed().toList();
    return Serial.each(
            starts,
            first -> emptyFrom(jobId, attempt, first, Math.min(count, first + WRITE_AT_ONCE)))
        .replaceWithVoid();
  }

  private Uni<Void> emptyFrom(String jobId, int attempt, long first, long end) {
    List<String> ids =
        LongStream.range(first, end).mapToObj(seq -> StoredChunk.id(jobId, attempt, seq)).toList();
    return StoredChunk.mongoCollection()
        .updateMany(
            in("_id", ids),
            combine(
                set("frames", new byte[0]),
                set("bytes", 0),
                set("offset", 0L),
                set("sizeBefore", 0L),
                set("truncated", false)))
        .invoke(done -> reader.forget(ids))
        .replaceWithVoid();
  }

  /**
   * Stores chunks of ended attempts of jobs that are not stored yet, as another store had them.
   * Stored chunks with the same ids are kept as they are.
   */
  public Uni<Void> restore(List<StoredChunk> chunks) {
    return chunks.isEmpty()
        ? Uni.createFrom().voidItem()
        : StoredChunk.mongoCollection()
            .insertMany(chunks, new InsertManyOptions().ordered(false))
            .replaceWithVoid()
            .onFailure(Stored::isDuplicate)
            .recoverWithNull();
  }

  /** Deletes all output of a job, by computed ids. */
  public Uni<Void> delete(Job job) {
    Uni<Void> done = Uni.createFrom().voidItem();
    for (int attempt = 1; attempt <= job.attemptNumber(); attempt++) {
      int number = attempt;
      done =
          done.chain(() -> writers.storedEnd(job.id, number))
              // With the document that may close the log.
              .chain(end -> deleteUpTo(job.id, number, end.totals().chunks()));
    }
    return done;
  }

  private Uni<Void> deleteUpTo(String jobId, int attempt, long lastSeq) {
    // From the end: after a crash in between, the rest is still found by its numbers.
    long first = Math.max(0, lastSeq + 1 - WRITE_AT_ONCE);
    List<String> ids = new ArrayList<>();
    for (long seq = first; seq <= lastSeq; seq++) {
      ids.add(StoredChunk.id(jobId, attempt, seq));
    }
    Uni<?> deleted = StoredChunk.mongoCollection().deleteMany(in("_id", ids));
    return first == 0
        ? deleted.replaceWithVoid()
        : deleted.chain(() -> deleteUpTo(jobId, attempt, first - 1));
  }

  private @Nullable LogChunk chunk(AttemptWriter writer, long seq, byte[] body) {
    try {
      return writer.chunk(seq, body, config.maxBytes(), clock.millis());
    } catch (IllegalArgumentException e) {
      throw ProblemException.invalid("body", "malformed_frames", String.valueOf(e.getMessage()));
    }
  }

  private Uni<Void> store(String jobId, long seq, byte[] body, AttemptWriter writer) {
    writer.seal().enter();
    return Uni.createFrom()
        .deferred(() -> insert(jobId, chunk(writer, seq, body), writer))
        .onTermination()
        .invoke(writer.seal()::leave)
        .replaceWithVoid();
  }

  /** Returns whether the store has this chunk, or nothing was to be stored. */
  private Uni<Boolean> insert(String jobId, @Nullable LogChunk chunk, AttemptWriter writer) {
    if (chunk == null) {
      return Uni.createFrom().item(true);
    }
    return StoredChunk.mongoCollection()
        .insertOne(chunk.document(jobId))
        .replaceWith(chunk)
        .onFailure(Stored::isDuplicate)
        // Readers see the content that the store has.
        .recoverWithUni(() -> reader.stored(jobId, chunk.attempt(), chunk.seq()))
        .onItem()
        .ifNull()
        .failWith(Lease::lost)
        .invoke(
            stored -> {
              reader.keep(jobId, stored);
              appended.publish(new Appended(jobId, stored.attempt(), stored.seq() + 1));
              writer.stored(stored);
            })
        .map(stored -> stored.equals(chunk));
  }

  private Uni<AttemptWriter> writer(String jobId, int attempt, String token) {
    AttemptWriter known = writers.find(jobId);
    if (known != null
        && known.isOf(attempt, token)
        && timers.millisSince(known.verifiedAt()) < config.leaseCheck().toMillis()) {
      return Uni.createFrom().item(known);
    }
    return jobs.get(jobId).chain(job -> writer(job, attempt, token));
  }

  private Uni<AttemptWriter> writer(Job job, int attempt, String token) {
    if (!job.isHeldUnder(attempt, token)) {
      writers.forget(job.id, job.status.isHeld() ? job.attemptNumber() - 1 : job.attemptNumber());
      throw Lease.lost();
    }
    long now = timers.nanoTime();
    return writers
        .newest(job.id, attempt, token)
        .invoke(
            writer -> {
              if (!writer.isOf(attempt, token)) {
                throw Lease.lost();
              }
              writer.verified(now);
            });
  }

  private void follow(JobChange change) {
    Job job = change.job();
    if (change.became(JobStatus.RUNNING) && job.lease != null) {
      writers.begin(job.id, job.attemptNumber(), job.lease.token());
    } else if (!job.status.isHeld()) {
      writers.forget(job.id, job.attemptNumber());
    }
  }
}
