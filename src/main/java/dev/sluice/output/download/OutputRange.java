package dev.sluice.output.download;

import dev.sluice.job.Job;
import dev.sluice.output.Beginning;
import dev.sluice.output.Chunk;
import dev.sluice.output.Cursor;
import dev.sluice.output.LogReader;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * A part of the log that does not grow while it is read.
 *
 * @param end the first place that is not part of it
 */
record OutputRange(String jobId, Beginning beginning, Cursor end) {
  private static final int WINDOW = 8;

  /** The id after which a later call goes on. */
  String lastCursor() {
    return Cursor.ofChunk(end.attempt(), end.seq() - 1);
  }

  boolean isEmpty() {
    return end.seq() == 0;
  }

  Multi<Chunk> chunks(LogReader log, Job job) {
    Multi<Chunk> first =
        Multi.createFrom().iterable(beginning.chunks()).select().where(this::contains);
    Cursor start = beginning.position();
    Cursor rest =
        beginning.chunks().isEmpty()
            ? start
            : new Cursor(start.attempt(), start.seq() + beginning.chunks().size(), 0);
    return Multi.createBy().concatenating().streams(first, from(log, job, rest));
  }

  private Multi<Chunk> from(LogReader log, Job job, Cursor start) {
    Multi<Chunk> all = Multi.createFrom().empty();
    for (int attempt = Math.max(1, start.attempt()); attempt <= end.attempt(); attempt++) {
      int number = attempt;
      long from = attempt == start.attempt() ? start.seq() : 0;
      all = Multi.createBy().concatenating().streams(all, ofAttempt(log, job.id, number, from));
    }
    return all;
  }

  private Multi<Chunk> ofAttempt(LogReader log, String jobId, int attempt, long from) {
    long[] next = {from};
    return Multi.createBy()
        .repeating()
        .uni(() -> read(log, jobId, attempt, next[0]).invoke(chunks -> next[0] += chunks.size()))
        .whilst(chunks -> !chunks.isEmpty())
        .onItem()
        .disjoint();
  }

  private Uni<List<Chunk>> read(LogReader log, String jobId, int attempt, long seq) {
    return log.read(jobId, attempt, seq, WINDOW)
        .map(chunks -> chunks.stream().filter(this::contains).toList());
  }

  private boolean contains(Chunk chunk) {
    return chunk.attempt() < end.attempt() || chunk.seq() < end.seq();
  }
}
