package dev.sluice.output.stream;

import dev.sluice.job.Job;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.output.LogChunk;
import dev.sluice.sse.ByteBuilder;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The encoding of a job's stream. A format writes nothing for what it does not show. */
public interface StreamFormat {
  /**
   * @param cursor that the reader came with, repeated so that a reconnect does not lose it
   */
  void hello(Job job, @Nullable String cursor, ByteBuilder out);

  void status(Job job, Optional<FleetView.Pending> pending, ByteBuilder out);

  void attempt(Attempt attempt, ByteBuilder out);

  /** The entries of a chunk, from the {@code entry}th on. */
  Buffer chunk(LogChunk chunk, int entry);

  /** The store has lost the output between {@code from} and {@code to}. */
  void gap(String from, @Nullable String to, String reason, ByteBuilder out);

  /**
   * The result of a job that has ended, and the event that ends the stream.
   *
   * @param cursor with which a reconnect gets 204
   */
  void end(Job job, String cursor, ByteBuilder out);

  /** The server ends, and the connection breaks after this. */
  void cut(ByteBuilder out);

  /** Sent after a time without other frames. */
  void keepAlive(@Nullable String workerId, OptionalLong heartbeatAgeMs, ByteBuilder out);
}
