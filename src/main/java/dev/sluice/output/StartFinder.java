package dev.sluice.output;

import dev.sluice.http.ProblemException;
import dev.sluice.http.QueryParameters;
import dev.sluice.job.Job;
import dev.sluice.job.attempt.Attempt;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds where in the log a reader starts. */
@Singleton
public final class StartFinder {
  private static final int MAX_LINES = 100_000;

  /**
   * Chunks that a search hands on to its reader, bytes. A log without line ends is searched to its
   * start, and the reader reads the rest again.
   */
  static final int KEPT_BYTES = 1 << 20;

  private final LogReader log;

  StartFinder(LogReader log) {
    this.log = log;
  }

  /**
   * Where a reader starts.
   *
   * @param chunks the first ones from {@code position} on, the first of them possibly cut
   */
  public record Start(Cursor position, List<LogChunk> chunks) {
    public static final Start OF_JOB = at(Cursor.START);

    public static Start at(Cursor position) {
      return new Start(position, List.of());
    }
  }

  /**
   * The number in the query parameter {@code tail}, which is how many lines before the end a reader
   * starts; null without it.
   *
   * @throws ProblemException 400 when it is out of range
   */
  public static @Nullable Integer lines(@Nullable String tail) {
    return tail == null ? null : (int) QueryParameters.number("tail", tail, 0, MAX_LINES);
  }

  /**
   * After the event that {@code after} names.
   *
   * @param source the header or parameter that carried the cursor
   * @throws ProblemException 400 when the output of a running attempt has not reached that place
   */
  public Uni<Start> after(Cursor after, String source, Job job) {
    if (after.attempt() > job.attemptNumber()) {
      throw outOfRange(source);
    }
    boolean live = after.attempt() == job.attemptNumber() && after.attempt() > 0;
    if (!live) {
      return Uni.createFrom().item(Start.at(after));
    }
    // A cursor of this server names a stored chunk, or the end of the job.
    long named = after.entry() > 0 ? after.seq() : after.seq() - 1;
    return log.find(job.id, after.attempt(), named)
        .onItem()
        .ifNull()
        .switchTo(
            () ->
                named <= endOf(job)
                    ? Uni.createFrom().nullItem()
                    : Uni.createFrom().failure(outOfRange(source)))
        .map(found -> Start.at(after));
  }

  /** After all that is stored of an attempt now. */
  public Uni<Start> end(Job job, int attempt) {
    if (attempt == 0) {
      return Uni.createFrom().item(Start.OF_JOB);
    }
    return log.last(job.id, attempt)
        .map(last -> Start.at(new Cursor(attempt, last == null ? 0 : last.seq() + 1, 0)));
  }

  /** The last {@code lines} lines of an attempt, as {@code counter} counts them. */
  public Uni<Start> lastLines(Job job, int attempt, int lines, LastLines counter) {
    if (attempt == 0 || lines == 0) {
      return end(job, attempt);
    }
    return log.last(job.id, attempt)
        .chain(last -> new Backwards(job.id, attempt, lines, counter).from(last));
  }

  /**
   * The number in the id of the job's last event, once the last attempt has ended. A reader may
   * come back with that id when the job is queued for a retry.
   */
  private static long endOf(Job job) {
    Long chunks = job.lastAttempt().map(Attempt::chunks).orElse(null);
    return chunks == null ? -1 : chunks;
  }

  private static ProblemException outOfRange(String source) {
    return ProblemException.invalid(
        source, "cursor_out_of_range", "names a place that this job's output has not reached");
  }

  /** Reads chunks from the end until they hold as many lines as the reader wants. */
  private final class Backwards {
    private final String jobId;
    private final int attempt;
    private final LastLines counter;
    private final Deque<LogChunk> kept = new ArrayDeque<>();
    private long keptBytes;
    private boolean hasText;
    private int missing;

    Backwards(String jobId, int attempt, int lines, LastLines counter) {
      this.jobId = jobId;
      this.attempt = attempt;
      this.missing = lines;
      this.counter = counter;
    }

    Uni<Start> from(@Nullable LogChunk last) {
      if (last == null || take(last)) {
        return Uni.createFrom().item(start());
      }
      return log.find(jobId, attempt, last.seq() - 1).chain(this::from);
    }

    /** Returns whether no chunk before this one is needed. */
    private boolean take(LogChunk chunk) {
      // A line end at the very end of the log closes the last line and opens no other.
      if (counter.endsLine(chunk) && !hasText) {
        missing++;
      }
      hasText |= counter.hasText(chunk);
      int here = counter.lineEnds(chunk);
      boolean enough = here >= missing;
      keep(enough ? counter.last(chunk, missing) : chunk);
      missing -= here;
      return enough || chunk.seq() == 0;
    }

    private void keep(LogChunk chunk) {
      kept.addFirst(chunk);
      keptBytes += chunk.size();
      while (keptBytes > KEPT_BYTES && kept.size() > 1) {
        keptBytes -= kept.removeLast().size();
      }
    }

    private Start start() {
      return kept.isEmpty()
          ? Start.at(Cursor.startOf(attempt))
          : new Start(new Cursor(attempt, kept.getFirst().seq(), 0), List.copyOf(kept));
    }
  }
}
