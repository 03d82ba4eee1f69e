package dev.sluice.output.stream;

import dev.sluice.job.Job;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.output.Cursor;
import dev.sluice.output.LogChunk;
import dev.sluice.output.LogReader;
import dev.sluice.output.StartFinder.Start;
import dev.sluice.sse.ByteBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The place of one reader in the log of a job, and the chunks that it has read ahead. */
final class LogPosition {
  private static final int FIRST_WINDOW = 4;
  private static final int MAX_WINDOW = 256;

  private final String jobId;
  private final LogReader log;
  private final int readAhead;
  private final Deque<LogChunk> ahead;

  private Cursor at;
  private int window = FIRST_WINDOW;

  /** The chunk that the last {@link #look} found. */
  private @Nullable LogChunk chunk;

  /** Chunks before this number are gone from the store. */
  private long goneBefore;

  /** The log had no chunk here, as of {@link #emptyAsOf}. */
  private @Nullable Cursor emptyAt;

  private long emptyAsOf = -1;

  /**
   * @param readAhead bytes of chunks in memory for this reader, about
   */
  LogPosition(String jobId, Start start, LogReader log, int readAhead) {
    this.jobId = jobId;
    this.log = log;
    this.readAhead = readAhead;
    this.at = start.position().attempt() == 0 ? Cursor.startOf(1) : start.position();
    this.ahead = new ArrayDeque<>(start.chunks());
  }

  /** The content of the log at a position. */
  enum Here {
    /** A chunk in memory; take it. */
    CHUNK,
    /** Chunks that the store has lost. */
    GAP,
    /** The log may have a chunk that is not in memory. */
    UNREAD,
    /** The log has no more at present. */
    WAIT,
    /** The log has no more of this attempt and never will. */
    ATTEMPT_OVER,
    /** The last attempt was the last. */
    JOB_OVER
  }

  /** The attempt at this position; null when the job has not begun it. */
  @Nullable Attempt attempt(Job job) {
    return at.attempt() <= job.attemptNumber() ? job.attempts.get(at.attempt() - 1) : null;
  }

  /**
   * @param seen the count of changes of {@code tail}, taken before {@code job} was
   */
  Here look(Job job, JobTail tail, long seen) {
    Attempt attempt = attempt(job);
    if (attempt == null) {
      return job.status.isFinal() ? Here.JOB_OVER : Here.WAIT;
    }
    if (at.seq() < goneBefore) {
      return Here.GAP;
    }
    chunk = ahead.poll();
    if (chunk == null) {
      chunk = log.recent(jobId, at.attempt(), at.seq());
    }
    if (chunk != null) {
      return Here.CHUNK;
    }
    if (!isExhausted(attempt, tail, seen)) {
      return Here.UNREAD;
    }
    return attempt.hasEnded() ? Here.ATTEMPT_OVER : Here.WAIT;
  }

  /** Encodes the rest of the chunk that {@link #look} found, and moves behind it. */
  Buffer takeChunk(StreamFormat format) {
    LogChunk taken = Objects.requireNonNull(chunk);
    int entry = Math.min(at.entry(), taken.frames().size());
    at = new Cursor(at.attempt(), at.seq() + 1, 0);
    chunk = null;
    return format.chunk(taken, entry);
  }

  /** Announces the lost chunks, and moves behind them. */
  Buffer skipGap(StreamFormat format) {
    ByteBuilder out = new ByteBuilder(128);
    String first = Cursor.ofChunk(at.attempt(), at.seq());
    String last = Cursor.ofChunk(at.attempt(), goneBefore - 1);
    format.gap(first, last, "EXPIRED", out);
    at = new Cursor(at.attempt(), goneBefore, 0);
    return out.toBuffer();
  }

  void enterNextAttempt() {
    at = Cursor.startOf(at.attempt() + 1);
    goneBefore = 0;
  }

  /**
   * Reads chunks from here on into memory. Afterwards {@link #look} finds a chunk, a gap, or the
   * end of the log.
   *
   * @param loop a shared read may complete on the thread of another reader; this one goes on there
   */
  Uni<Void> readAhead(Job job, long seen, Executor loop) {
    Long end = job.attempts.get(at.attempt() - 1).chunks();
    return log.read(jobId, at.attempt(), at.seq(), window)
        .map(chunks -> end == null ? chunks : before(end, chunks))
        .emitOn(loop)
        .chain(
            chunks -> {
              if (!chunks.isEmpty()) {
                ahead.addAll(chunks);
                adaptWindow(chunks);
                return Uni.createFrom().voidItem();
              }
              emptyAt = at;
              emptyAsOf = seen;
              return end == null ? Uni.createFrom().voidItem() : confirmGap(end, loop);
            });
  }

  /** An answer of the store that was lost can leave a chunk behind the end of its attempt. */
  private static List<LogChunk> before(long end, List<LogChunk> chunks) {
    return chunks.stream().filter(chunk -> chunk.seq() < end).toList();
  }

  /** Reads one chunk unshared: the shared window may have been read before it was stored. */
  private Uni<Void> confirmGap(long end, Executor loop) {
    return log.find(jobId, at.attempt(), at.seq())
        .emitOn(loop)
        .invoke(
            found -> {
              if (found == null) {
                goneBefore = end;
              } else {
                ahead.add(found);
              }
            })
        .replaceWithVoid();
  }

  /** Whether the log has no chunk here, as far as this server knows. */
  private boolean isExhausted(Attempt attempt, JobTail tail, long seen) {
    if (attempt.chunks() != null) {
      return at.seq() >= attempt.chunks();
    }
    long end = tail.endOf(at.attempt());
    if (end >= 0) {
      return at.seq() >= end;
    }
    // Another server appends: look in the log once for each change.
    return at.equals(emptyAt) && seen == emptyAsOf;
  }

  private void adaptWindow(List<LogChunk> chunks) {
    long average = chunks.stream().mapToLong(LogChunk::size).sum() / chunks.size();
    long fitting = readAhead / Math.max(1, average);
    window = (int) Math.max(1, Math.min(fitting, MAX_WINDOW));
  }
}
