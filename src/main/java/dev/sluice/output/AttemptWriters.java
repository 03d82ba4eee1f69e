package dev.sluice.output;

import dev.sluice.http.ProblemException;
import dev.sluice.job.attempt.Lease;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The writers of the attempts that append to the log through this server, at most one for a job.
 */
final class AttemptWriters {
  private final LogReader reader;
  private final Timers timers;
  private final Map<String, AttemptWriter> byJob = new ConcurrentHashMap<>();

  /** Identifies the reads of the end of a job's log that no removal has made out of date. */
  private final Map<String, Object> reads = new ConcurrentHashMap<>();

  AttemptWriters(LogReader reader, Timers timers) {
    this.reader = reader;
    this.timers = timers;
  }

  @Nullable AttemptWriter find(String jobId) {
    return byJob.get(jobId);
  }

  /** Whether the job has this writer still; waits for a removal that is under way. */
  boolean isCurrent(String jobId, AttemptWriter writer) {
    return byJob.computeIfPresent(jobId, (id, current) -> current) == writer;
  }

  /**
   * A new attempt has no log yet: its end needs no search. A write may be told again, or late,
   * after this attempt or a later one has printed: its writer stays.
   */
  void begin(String jobId, int attempt, String token) {
    forget(jobId, attempt - 1);
    byJob.computeIfAbsent(
        jobId, id -> new AttemptWriter(attempt, token, AttemptWriter.End.NONE, timers.nanoTime()));
  }

  /** The writer of the attempt, or that of a later one. */
  Uni<AttemptWriter> newest(String jobId, int attempt, String token) {
    AttemptWriter known = byJob.get(jobId);
    if (known != null && known.attempt() >= attempt) {
      return Uni.createFrom().item(known);
    }
    long now = timers.nanoTime();
    Object read = reads.computeIfAbsent(jobId, id -> new Object());
    return storedEnd(jobId, attempt)
        .map(stored -> new AttemptWriter(attempt, token, stored, now))
        .map(made -> put(jobId, made, read))
        .onItem()
        .ifNull()
        .switchTo(() -> newest(jobId, attempt, token));
  }

  /** The end of an attempt's log, as stored. */
  Uni<AttemptWriter.End> storedEnd(String jobId, int attempt) {
    return reader
        .last(jobId, attempt)
        .onItem()
        .ifNotNull()
        .transform(AttemptWriter.End::of)
        .onItem()
        .ifNull()
        .continueWith(AttemptWriter.End.NONE);
  }

  /**
   * The writer that is there, or {@code made} if none of its attempt or a later one is there. Null
   * when a writer of the job was removed since {@code read} began: it may have stored chunks that
   * the read has not seen.
   */
  private @Nullable AttemptWriter put(String jobId, AttemptWriter made, Object read) {
    AttemptWriter now =
        byJob.compute(
            jobId,
            (id, other) ->
                (other != null && other.attempt() >= made.attempt()) || reads.get(id) != read
                    ? other
                    : made);
    return now != null && now.attempt() >= made.attempt() ? now : null;
  }

  /**
   * An end of the attempt is over. If the attempt goes on after all, its next chunk reads the lease
   * and the log again.
   */
  void unseal(String jobId, AttemptWriter sealed) {
    remove(jobId, writer -> sealed.seal().endOver() && writer == sealed, Seal.ending());
  }

  /** Closes the writer of {@code attempt} or one before it. */
  void forget(String jobId, int attempt) {
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
    byJob.compute(
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
