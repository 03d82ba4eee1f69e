package dev.sluice.output;

import static com.mongodb.client.model.Filters.in;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobChange;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.Lease;
import dev.sluice.store.Stored;
import dev.sluice.time.Timers;
import dev.sluice.time.Topic;
import dev.sluice.wire.output.OutputAccepted;
import dev.sluice.wire.output.OutputTotals;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Appends to the log of what jobs print. Only the holder of the current attempt's lease appends; a
 * chunk that arrives twice is stored once; {@link #appended()} publishes each stored chunk.
 */
@ApplicationScoped
public class OutputLog {
  private static final int DELETE_AT_ONCE = 1_000;

  private final Jobs jobs;
  private final LogReader reader;
  private final SharedLog shared;
  private final OutputConfig config;
  private final Clock clock;
  private final Timers timers;
  private final Topic<Appended> appended = new Topic<>();
  private final Map<String, AttemptWriter> writers = new ConcurrentHashMap<>();

  /** Identifies the reads of the end of a job's log that no removal has made out of date. */
  private final Map<String, Object> reads = new ConcurrentHashMap<>();

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
    return Optional.ofNullable(writers.get(jobId))
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
    Lease lease = job.lease;
    if (job.attemptNumber() == 0) {
      return end.apply(OutputTotals.NONE);
    }
    if (lease == null) {
      return storedEnd(job.id, job.attemptNumber()).chain(stored -> end.apply(stored.totals()));
    }
    return newest(job, job.attemptNumber(), lease.token())
        .chain(
            writer ->
                writer.isOf(job.attemptNumber(), lease.token())
                    ? sealed(job, writer, end)
                    // The attempt is over: its end finds nothing to write.
                    : end.apply(OutputTotals.NONE));
  }

  private <T> Uni<T> sealed(Job job, AttemptWriter writer, Function<OutputTotals, Uni<T>> end) {
    return writer
        .seal()
        .closeAndSettle()
        .chain(
            () ->
                isCurrent(job.id, writer)
                    ? totals(job.id, writer).chain(end::apply)
                    // Another end of the attempt failed meanwhile, and its log went on elsewhere.
                    : sealed(job, end))
        .onTermination()
        .invoke(() -> replace(job.id, writer));
  }

  /** Waits for a removal that is under way. */
  private boolean isCurrent(String jobId, AttemptWriter writer) {
    return writers.computeIfPresent(jobId, (id, current) -> current) == writer;
  }

  private Uni<OutputTotals> totals(String jobId, AttemptWriter settled) {
    return settled.isInDoubt()
        ? storedEnd(jobId, settled.attempt()).map(AttemptWriter.End::totals)
        : shared.totals(jobId, settled);
  }

  /** If the attempt goes on after all, its next chunk reads the lease and the log again. */
  private void replace(String jobId, AttemptWriter sealed) {
    remove(jobId, writer -> sealed.seal().endOver() && writer == sealed, Seal.ending());
  }

  private Uni<AttemptWriter.End> storedEnd(String jobId, int attempt) {
    return reader
        .last(jobId, attempt)
        .onItem()
        .ifNotNull()
        .transform(AttemptWriter.End::of)
        .onItem()
        .ifNull()
        .continueWith(AttemptWriter.End.NONE);
  }

  /** Deletes all output of a job, by computed ids. */
  public Uni<Void> delete(Job job) {
    Uni<Void> done = Uni.createFrom().voidItem();
    for (int attempt = 1; attempt <= job.attemptNumber(); attempt++) {
      int number = attempt;
      done =
          done.chain(() -> reader.last(job.id, number))
              .onItem()
              .ifNotNull()
              .transformToUni(last -> deleteUpTo(job.id, number, last.seq()));
    }
    return done;
  }

  private Uni<Void> deleteUpTo(String jobId, int attempt, long lastSeq) {
    // From the end: after a crash in between, the rest is still found by its numbers.
    long first = Math.max(0, lastSeq + 1 - DELETE_AT_ONCE);
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
        .invoke(writer.seal()::leave);
  }

  private Uni<Void> insert(String jobId, @Nullable LogChunk chunk, AttemptWriter writer) {
    if (chunk == null) {
      return Uni.createFrom().voidItem();
    }
    return StoredChunk.mongoCollection()
        .insertOne(chunk.document(jobId))
        .replaceWith(chunk)
        .onFailure(Stored::isDuplicate)
        // Readers see the content that the store has.
        .recoverWithUni(() -> reader.stored(jobId, chunk.attempt(), chunk.seq()))
        .invoke(
            stored -> {
              reader.keep(jobId, stored);
              appended.publish(new Appended(jobId, stored.attempt(), stored.seq() + 1));
              writer.stored(stored);
            })
        .replaceWithVoid();
  }

  private Uni<AttemptWriter> writer(String jobId, int attempt, String token) {
    AttemptWriter known = writers.get(jobId);
    if (known != null
        && known.isOf(attempt, token)
        && timers.millisSince(known.verifiedAt()) < config.leaseCheck().toMillis()) {
      return Uni.createFrom().item(known);
    }
    return jobs.get(jobId).chain(job -> writer(job, attempt, token));
  }

  private Uni<AttemptWriter> writer(Job job, int attempt, String token) {
    if (!job.isHeldUnder(attempt, token)) {
      forget(job.id, job.status.isHeld() ? job.attemptNumber() - 1 : job.attemptNumber());
      throw Lease.lost();
    }
    long now = timers.nanoTime();
    return newest(job, attempt, token)
        .invoke(
            writer -> {
              if (!writer.isOf(attempt, token)) {
                throw Lease.lost();
              }
              writer.verified(now);
            });
  }

  /** The writer of the attempt, or that of a later one. */
  private Uni<AttemptWriter> newest(Job job, int attempt, String token) {
    AttemptWriter known = writers.get(job.id);
    if (known != null && known.attempt() >= attempt) {
      return Uni.createFrom().item(known);
    }
    long now = timers.nanoTime();
    Object read = reads.computeIfAbsent(job.id, id -> new Object());
    return storedEnd(job.id, attempt)
        .map(stored -> new AttemptWriter(attempt, token, stored, now))
        .map(made -> put(job.id, made, read))
        .onItem()
        .ifNull()
        .switchTo(() -> newest(job, attempt, token));
  }

  /**
   * The writer that is there, or this one if there is none of its attempt; null when a writer of
   * the job was removed since {@code read} began, which may have stored more than that has seen.
   */
  private @Nullable AttemptWriter put(String jobId, AttemptWriter made, Object read) {
    AttemptWriter now =
        writers.compute(
            jobId,
            (id, other) ->
                (other != null && other.attempt() >= made.attempt()) || reads.get(id) != read
                    ? other
                    : made);
    return now != null && now.attempt() >= made.attempt() ? now : null;
  }

  private void follow(JobChange change) {
    Job job = change.job();
    if (change.became(JobStatus.RUNNING) && job.lease != null) {
      begin(job.id, job.attemptNumber(), job.lease.token());
    } else if (!job.status.isHeld()) {
      forget(job.id, job.attemptNumber());
    }
  }

  /**
   * A new attempt has no log yet: its end needs no search. A write may be told again, or late,
   * after this attempt or a later one has printed: its writer stays.
   */
  private void begin(String jobId, int attempt, String token) {
    forget(jobId, attempt - 1);
    writers.computeIfAbsent(
        jobId, id -> new AttemptWriter(attempt, token, AttemptWriter.End.NONE, timers.nanoTime()));
  }

  /** Closes the writer of {@code attempt} or one before it. */
  private void forget(String jobId, int attempt) {
    remove(jobId, writer -> writer.attempt() <= attempt, Lease.lost());
  }

  /**
   * Removes and closes the writer of a job if {@code which} selects it. The ends of its log that
   * are being read are out of date then.
   *
   * @param why for the chunk that waits
   */
  private void remove(String jobId, Predicate<AttemptWriter> which, ProblemException why) {
    AtomicReference<AttemptWriter> removed = new AtomicReference<>();
    writers.compute(
        jobId,
        (id, writer) -> {
          if (writer != null && !which.test(writer)) {
            return writer;
          }
          reads.remove(id);
          removed.set(writer);
          return null;
        });
    AttemptWriter gone = removed.get();
    if (gone != null) {
      gone.close(why);
    }
  }
}
