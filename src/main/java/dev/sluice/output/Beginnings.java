package dev.sluice.output;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Attempt;
import dev.sluice.job.Job;
import dev.sluice.output.stream.StreamRequest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Finds the place in the log at which a reader is to begin. */
@Singleton
public final class Beginnings {
  private final LogReader log;

  Beginnings(LogReader log) {
    this.log = log;
  }

  public Uni<Beginning> of(StreamRequest request, Job job) {
    if (request.after() != null) {
      return after(request.after(), job, request);
    }
    if (request.tail() != null) {
      return linesFromEnd(job, job.attemptNumber(), request.tail(), LastLines.OF_BOTH);
    }
    return request.latest()
        ? end(job, job.attemptNumber())
        : Uni.createFrom().item(Beginning.at(Cursor.START));
  }

  /** The place behind all that is stored now. */
  private Uni<Beginning> end(Job job, int attempt) {
    if (attempt == 0) {
      return Uni.createFrom().item(Beginning.at(Cursor.START));
    }
    return log.last(job.id, attempt)
        .map(last -> Beginning.at(new Cursor(attempt, last.map(c -> c.seq() + 1).orElse(0L), 0)));
  }

  /** The last {@code lines} lines of an attempt, as {@code counter} counts them. */
  public Uni<Beginning> linesFromEnd(Job job, int attempt, int lines, LastLines counter) {
    if (attempt == 0) {
      return Uni.createFrom().item(Beginning.at(Cursor.START));
    }
    if (lines == 0) {
      return end(job, attempt);
    }
    return log.last(job.id, attempt)
        .chain(last -> backwards(job.id, last, lines, counter, new ArrayDeque<>(), 0))
        .map(kept -> beginning(attempt, kept));
  }

  private Uni<Beginning> after(Cursor after, Job job, StreamRequest request) {
    String source = request.source();
    if (after.attempt() > job.attemptNumber()) {
      throw outOfRange(source);
    }
    boolean live = after.attempt() == job.attemptNumber() && after.attempt() > 0;
    if (!live) {
      return Uni.createFrom().item(Beginning.at(after));
    }
    // A cursor of ours names a chunk that is stored, or the end of the job.
    long named = after.entry() > 0 ? after.seq() : after.seq() - 1;
    return log.find(job.id, after.attempt(), named)
        .chain(
            found -> {
              if (found.isPresent() || named <= endOf(job)) {
                return Uni.createFrom().item(Beginning.at(after));
              }
              throw outOfRange(source);
            });
  }

  /**
   * What the last event of the last attempt names, once it has ended. Its readers come back with
   * that also when the job is in the queue once more.
   */
  private static long endOf(Job job) {
    Long chunks = job.lastAttempt().map(Attempt::chunks).orElse(null);
    return chunks == null ? -1 : chunks;
  }

  private static ProblemException outOfRange(String source) {
    return ProblemException.invalid(
        source, "cursor_out_of_range", "names a place that this job's output has not reached");
  }

  private Uni<Deque<Chunk>> backwards(
      String jobId,
      Optional<Chunk> chunk,
      int lines,
      LastLines counter,
      Deque<Chunk> kept,
      int counted) {
    if (chunk.isEmpty()) {
      return Uni.createFrom().item(kept);
    }
    Chunk current = chunk.get();
    // A line end at the very end of the log closes the last line rather than opening another.
    boolean closing = counter.endsLine(current) && noText(kept, counter);
    int wanted = lines - counted + (closing ? 1 : 0);
    int here = counter.lineEnds(current);
    if (here >= wanted) {
      kept.addFirst(counter.last(current, wanted));
      return Uni.createFrom().item(kept);
    }
    int total = lines - (wanted - here);
    kept.addFirst(current);
    if (current.seq() == 0) {
      return Uni.createFrom().item(kept);
    }
    return log.find(jobId, current.attempt(), current.seq() - 1)
        .chain(before -> backwards(jobId, before, lines, counter, kept, total));
  }

  private static boolean noText(Deque<Chunk> kept, LastLines counter) {
    return kept.stream().noneMatch(counter::hasText);
  }

  private static Beginning beginning(int attempt, Deque<Chunk> kept) {
    if (kept.isEmpty()) {
      return Beginning.at(Cursor.startOf(attempt));
    }
    Chunk first = kept.getFirst();
    List<Chunk> chunks = new ArrayList<>(kept);
    return new Beginning(new Cursor(first.attempt(), first.seq(), 0), chunks);
  }
}
