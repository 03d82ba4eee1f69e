package dev.sluice.output.download;

import dev.sluice.job.attempt.Attempt;
import dev.sluice.output.Cursor;
import dev.sluice.output.LogChunk;
import dev.sluice.output.LogReader;
import dev.sluice.output.StartFinder.Start;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * A part of the log that does not grow while it is read.
 *
 * @param end the first place after it
 * @param attempts of the job; what the store has of one beyond the end that it was given is not
 *     part of its output
 */
record OutputRange(Start start, Cursor end, List<Attempt> attempts) {
  private static final int WINDOW = 8;

  /** The cursor for the next call. */
  String lastCursor() {
    return Cursor.ofChunk(end.attempt(), end.seq() - 1);
  }

  boolean isEmpty() {
    return end.seq() == 0;
  }

  Multi<LogChunk> chunks(LogReader log, String jobId) {
    Multi<LogChunk> found =
        Multi.createFrom().iterable(start.chunks()).select().where(this::contains);
    Cursor first = start.position();
    Cursor rest =
        start.chunks().isEmpty()
            ? first
            : new Cursor(first.attempt(), first.seq() + start.chunks().size(), 0);
    return Multi.createBy().concatenating().streams(found, attemptsFrom(rest, log, jobId));
  }

  /** The first entry of {@code chunk} to show: a cursor inside a chunk skips those before it. */
  int entryOf(LogChunk chunk) {
    Cursor first = start.position();
    boolean isFirst = chunk.attempt() == first.attempt() && chunk.seq() == first.seq();
    return isFirst ? Math.min(first.entry(), chunk.frames().size()) : 0;
  }

  private Multi<LogChunk> attemptsFrom(Cursor first, LogReader log, String jobId) {
    Multi<LogChunk> all = Multi.createFrom().empty();
    for (int attempt = Math.max(1, first.attempt()); attempt <= end.attempt(); attempt++) {
      int number = attempt;
      long from = attempt == first.attempt() ? first.seq() : 0;
      all = Multi.createBy().concatenating().streams(all, ofAttempt(log, jobId, number, from));
    }
    return all;
  }

  private Multi<LogChunk> ofAttempt(LogReader log, String jobId, int attempt, long from) {
    long[] next = {from};
    return Multi.createBy()
        .repeating()
        .uni(() -> read(log, jobId, attempt, next[0]).invoke(chunks -> next[0] += chunks.size()))
        .whilst(chunks -> !chunks.isEmpty())
        .onItem()
        .disjoint();
  }

  private Uni<List<LogChunk>> read(LogReader log, String jobId, int attempt, long seq) {
    return log.read(jobId, attempt, seq, WINDOW)
        .map(chunks -> chunks.stream().filter(this::contains).toList());
  }

  private boolean contains(LogChunk chunk) {
    Long chunks = attempts.get(chunk.attempt() - 1).chunks();
    return (chunk.attempt() < end.attempt() || chunk.seq() < end.seq())
        && (chunks == null || chunk.seq() < chunks);
  }
}
