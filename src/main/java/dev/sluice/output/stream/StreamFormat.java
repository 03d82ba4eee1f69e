package dev.sluice.output.stream;

import dev.sluice.job.Attempt;
import dev.sluice.job.FleetView;
import dev.sluice.job.Job;
import dev.sluice.output.Chunk;
import dev.sluice.sse.ByteBuilder;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How a job's stream is put into bytes. What a format does not show is written as nothing. */
interface StreamFormat {
  /**
   * @param cursor that the reader came with, to be given back in case it has to come again
   */
  void hello(Job job, @Nullable String cursor, ByteBuilder out);

  void status(Job job, Optional<FleetView.Pending> pending, ByteBuilder out);

  void attempt(Attempt attempt, ByteBuilder out);

  /** The entries of a chunk, from the {@code entry}th on. */
  Buffer chunk(Chunk chunk, int entry);

  /** Output between {@code from} and {@code to} cannot be had any more. */
  void gap(String from, @Nullable String to, String reason, ByteBuilder out);

  /**
   * The last words of a job that has ended.
   *
   * @param cursor that means "everything was seen"
   */
  void end(Job job, String cursor, ByteBuilder out);

  /** Nothing happened for a while. */
  void keepAlive(@Nullable String workerId, OptionalLong heartbeatAgeMs, ByteBuilder out);
}
