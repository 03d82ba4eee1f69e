package dev.sluice.output.stream;

import dev.sluice.job.Attempt;
import dev.sluice.job.FleetView;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.output.Chunk;
import dev.sluice.output.Cursor;
import dev.sluice.output.LogReader;
import dev.sluice.sse.ByteBuilder;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One reader of one job. It is pulled: each frame is made when the socket has room for it, from the
 * recent chunks if they reach that far back and from the log if not, so history and the live tail
 * are one path and there is no seam between them.
 */
final class JobReader {
  private static final int FIRST_WINDOW = 4;
  private static final int MAX_WINDOW = 256;

  private final JobTail tail;
  private final LogReader log;
  private final FleetView fleet;
  private final StreamFormat format;
  private final StreamSettings settings;

  private Cursor position;
  private final Deque<Chunk> ahead = new ArrayDeque<>();
  private int window = FIRST_WINDOW;
  private int announcedAttempt;
  private boolean greeted;
  private boolean ended;
  private @Nullable JobStatus shownStatus;
  private FleetView.@Nullable Pending shownPending;
  private long lastSentAt;

  /** Read to here the log had nothing more, as of {@link #emptyAtVersion}. */
  private @Nullable Cursor emptyAt;

  private long emptyAtVersion = -1;

  JobReader(
      JobTail tail,
      Cursor start,
      LogReader log,
      FleetView fleet,
      StreamFormat format,
      StreamSettings settings) {
    this.tail = tail;
    this.position = start;
    this.log = log;
    this.fleet = fleet;
    this.format = format;
    this.settings = settings;
    this.announcedAttempt =
        start.seq() > 0 || start.entry() > 0 ? start.attempt() : start.attempt() - 1;
  }

  /** Begins with chunks that were looked up already, as for {@code tail=N}. */
  JobReader beginWith(List<Chunk> chunks) {
    ahead.addAll(chunks);
    return this;
  }

  /** The stream, ending after the job's last words. Waking up happens on {@code executor}. */
  Multi<Buffer> frames(Executor executor) {
    return Multi.createBy().repeating().uni(() -> next(executor)).whilst(frame -> !ended);
  }

  private Uni<Buffer> next(Executor executor) {
    long version = tail.version();
    Job job = tail.job();
    if (job == null) {
      throw new IllegalStateException("a tail is entered before it is read");
    }
    ByteBuilder news = new ByteBuilder(128);
    tellState(job, news);
    if (!news.isEmpty()) {
      return sent(news.toBuffer());
    }
    if (!enterAttempt(job, news)) {
      return job.status.isFinal() ? end(job, news) : idle(job, version, executor);
    }
    if (!news.isEmpty()) {
      return sent(news.toBuffer());
    }
    Chunk chunk = nextChunk();
    if (chunk != null) {
      return sent(show(chunk));
    }
    Attempt attempt = job.attempts.get(position.attempt() - 1);
    if (isExhausted(attempt, version)) {
      if (attempt.hasEnded()) {
        position = Cursor.startOf(position.attempt() + 1);
        return next(executor);
      }
      return idle(job, version, executor);
    }
    return readAhead(attempt, version, executor);
  }

  private void tellState(Job job, ByteBuilder out) {
    if (!greeted) {
      greeted = true;
      format.hello(job, settings.cursor(), out);
    }
    Optional<FleetView.Pending> pending =
        job.status == JobStatus.QUEUED ? Optional.of(fleet.pending(job)) : Optional.empty();
    boolean changed =
        job.status != shownStatus || !pending.equals(Optional.ofNullable(shownPending));
    if (changed && !job.status.isFinal()) {
      format.status(job, pending, out);
    }
    shownStatus = job.status;
    shownPending = pending.orElse(null);
  }

  /** Whether there is an attempt to read from; tells of it when it is new to the reader. */
  private boolean enterAttempt(Job job, ByteBuilder out) {
    if (position.attempt() == 0) {
      position = Cursor.startOf(1);
    }
    if (position.attempt() > job.attemptNumber()) {
      return false;
    }
    if (announcedAttempt < position.attempt()) {
      announcedAttempt = position.attempt();
      format.attempt(job.attempts.get(position.attempt() - 1), out);
    }
    return true;
  }

  private @Nullable Chunk nextChunk() {
    Chunk chunk = ahead.poll();
    return chunk != null ? chunk : log.recent(tail.jobId(), position.attempt(), position.seq());
  }

  private Buffer show(Chunk chunk) {
    int entry = chunk.seq() == position.seq() ? position.entry() : 0;
    position = new Cursor(chunk.attempt(), chunk.seq() + 1, 0);
    return format.chunk(chunk, Math.min(entry, chunk.frames().size()));
  }

  /** Whether nothing more of this attempt is there to be read, as far as is known now. */
  private boolean isExhausted(Attempt attempt, long version) {
    if (attempt.chunks() != null) {
      return position.seq() >= attempt.chunks();
    }
    long end = tail.endOf(position.attempt());
    if (end >= 0) {
      return position.seq() >= end;
    }
    // Not known here where it ends: look in the log once for every news, and at every tick.
    return position.equals(emptyAt) && version == emptyAtVersion;
  }

  private Uni<Buffer> readAhead(Attempt attempt, long version, Executor executor) {
    Cursor from = position;
    // What was read may be shared with readers of other connections: come back to our own.
    return log.read(tail.jobId(), from.attempt(), from.seq(), window)
        .emitOn(executor)
        .chain(
            chunks -> {
              ahead.addAll(chunks);
              if (!chunks.isEmpty()) {
                adaptWindow(chunks);
                return next(executor);
              }
              emptyAt = from;
              emptyAtVersion = version;
              Long end = attempt.chunks();
              return end == null ? next(executor) : afterHole(from, end, executor);
            });
  }

  /** Looks once more by itself: a window that is shared may have been read before this chunk. */
  private Uni<Buffer> afterHole(Cursor from, long end, Executor executor) {
    return log.find(tail.jobId(), from.attempt(), from.seq())
        .emitOn(executor)
        .chain(
            found -> {
              found.ifPresent(ahead::add);
              return found.isPresent() ? next(executor) : skipHole(from, end);
            });
  }

  /** An ended attempt that has more than is in the log: those chunks are gone, and that is said. */
  private Uni<Buffer> skipHole(Cursor from, long end) {
    position = new Cursor(from.attempt(), end, 0);
    ByteBuilder out = new ByteBuilder(128);
    String first = Cursor.ofChunk(from.attempt(), from.seq());
    String last = Cursor.ofChunk(from.attempt(), end - 1);
    format.gap(first, last, "EXPIRED", out);
    return sent(out.toBuffer());
  }

  private void adaptWindow(List<Chunk> chunks) {
    long average = chunks.stream().mapToLong(Chunk::size).sum() / chunks.size();
    long fitting = settings.readAhead() / Math.max(1, average);
    window = (int) Math.max(1, Math.min(fitting, MAX_WINDOW));
  }

  private Uni<Buffer> idle(Job job, long version, Executor executor) {
    if (settings.timers().millisSince(lastSentAt) >= settings.keepAliveMs()) {
      ByteBuilder comment = new ByteBuilder(64);
      OptionalLong age =
          job.workerId == null || !job.status.isHeld()
              ? OptionalLong.empty()
              : fleet.heartbeatAgeMs(job.workerId);
      format.keepAlive(job.workerId, age, comment);
      return sent(comment.toBuffer());
    }
    return tail.news(version).emitOn(executor).chain(() -> next(executor));
  }

  private Uni<Buffer> end(Job job, ByteBuilder out) {
    ended = true;
    format.end(job, finalCursor(job), out);
    return sent(out.toBuffer());
  }

  private Uni<Buffer> sent(Buffer frame) {
    lastSentAt = settings.timers().nanoTime();
    return Uni.createFrom().item(frame);
  }

  /** The id of the last event of a job that has ended: one past its last chunk. */
  static String finalCursor(Job job) {
    return Cursor.ofChunk(job.attemptNumber(), job.output.chunks());
  }

  /** Whether a reader that comes with {@code start} has seen everything, the end included. */
  static boolean hasSeenAll(Job job, Cursor start) {
    return job.status.isFinal()
        && start.equals(new Cursor(job.attemptNumber(), job.output.chunks() + 1, 0));
  }
}
