package dev.sluice.output;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.wire.OutputFrame;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Finds the place in the log at which a reader is to begin. */
@Singleton
final class Beginnings {
  private final LogReader log;

  Beginnings(LogReader log) {
    this.log = log;
  }

  Uni<Beginning> of(StreamRequest request, Job job) {
    if (request.after() != null) {
      return after(request.after(), job, request);
    }
    if (request.tail() != null) {
      return linesFromEnd(job, job.attemptNumber(), request.tail());
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

  /** The last {@code lines} lines of an attempt. */
  Uni<Beginning> linesFromEnd(Job job, int attempt, int lines) {
    if (attempt == 0) {
      return Uni.createFrom().item(Beginning.at(Cursor.START));
    }
    if (lines == 0) {
      return end(job, attempt);
    }
    return log.last(job.id, attempt)
        .chain(last -> backwards(job.id, last, lines, true, new ArrayDeque<>()))
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
              if (found.isPresent() || job.status.isFinal() && named <= job.output.chunks()) {
                return Uni.createFrom().item(Beginning.at(after));
              }
              throw outOfRange(source);
            });
  }

  private static ProblemException outOfRange(String source) {
    return ProblemException.invalid(
        source, "cursor_out_of_range", "names a place that this job's output has not reached");
  }

  /**
   * @param atEnd whether no text was seen behind {@code chunk}
   */
  private Uni<Deque<Chunk>> backwards(
      String jobId, Optional<Chunk> chunk, int lines, boolean atEnd, Deque<Chunk> kept) {
    if (chunk.isEmpty()) {
      return Uni.createFrom().item(kept);
    }
    Chunk current = chunk.get();
    Optional<OutputFrame> lastText = lastText(current);
    // A line end at the very end of the log closes the last line rather than opening another.
    int wanted = lines + (atEnd && lastText.filter(Beginnings::endsLine).isPresent() ? 1 : 0);
    int here = lineEnds(current);
    if (here >= wanted) {
      kept.addFirst(LastLines.of(current, wanted));
      return Uni.createFrom().item(kept);
    }
    kept.addFirst(current);
    if (current.seq() == 0) {
      return Uni.createFrom().item(kept);
    }
    boolean stillAtEnd = atEnd && lastText.isEmpty();
    return log.find(jobId, current.attempt(), current.seq() - 1)
        .chain(before -> backwards(jobId, before, wanted - here, stillAtEnd, kept));
  }

  private static Beginning beginning(int attempt, Deque<Chunk> kept) {
    if (kept.isEmpty()) {
      return Beginning.at(Cursor.startOf(attempt));
    }
    Chunk first = kept.getFirst();
    List<Chunk> chunks = new ArrayList<>(kept);
    return new Beginning(new Cursor(first.attempt(), first.seq(), 0), chunks);
  }

  private static Optional<OutputFrame> lastText(Chunk chunk) {
    return LastLines.text(chunk).stream()
        .filter(frame -> frame.bytes().hasRemaining())
        .reduce((earlier, later) -> later);
  }

  private static boolean endsLine(OutputFrame frame) {
    return frame.bytes().get(frame.bytes().limit() - 1) == '\n';
  }

  private static int lineEnds(Chunk chunk) {
    return LastLines.text(chunk).stream().mapToInt(frame -> LastLines.count(frame.bytes())).sum();
  }
}
