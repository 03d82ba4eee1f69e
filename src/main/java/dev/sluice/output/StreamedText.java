package dev.sluice.output;

import dev.sluice.job.Job;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What an attempt has printed, each stream by itself. */
public final class StreamedText {
  private static final int WINDOW = 64;

  private final int most;
  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

  private StreamedText(int most) {
    this.most = most;
  }

  /**
   * Reads the log of the current or last attempt.
   *
   * @param most bytes of each stream that are kept: its last ones
   */
  public static Uni<StreamedText> of(Job job, LogReader log, int most) {
    StreamedText text = new StreamedText(most);
    if (job.attemptNumber() == 0) {
      return Uni.createFrom().item(text);
    }
    Long chunks = job.lastAttempt().map(Attempt::chunks).orElse(null);
    long end = chunks == null ? Long.MAX_VALUE : chunks;
    return text.readFrom(job.id, job.attemptNumber(), 0, end, log);
  }

  private Uni<StreamedText> readFrom(String jobId, int attempt, long seq, long end, LogReader log) {
    return log.read(jobId, attempt, seq, WINDOW)
        .chain(
            found -> {
              List<LogChunk> chunks = found.stream().filter(chunk -> chunk.seq() < end).toList();
              chunks.forEach(chunk -> chunk.frames().forEach(this::add));
              return chunks.isEmpty()
                  ? Uni.createFrom().item(this)
                  : readFrom(jobId, attempt, seq + chunks.size(), end, log);
            });
  }

  private void add(OutputFrame frame) {
    if (!frame.channel().isBytes()) {
      return;
    }
    ByteArrayOutputStream stream = stream(frame.channel());
    ByteBuffer bytes = frame.bytes();
    stream.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    if (stream.size() / 2 > most) {
      byte[] last = last(stream);
      stream.reset();
      stream.writeBytes(last);
    }
  }

  /** The bytes of one of the two streams of a process. */
  byte[] bytes(OutputChannel channel) {
    return last(stream(channel));
  }

  /** As UTF-8. */
  public String text(OutputChannel channel) {
    return new String(bytes(channel), StandardCharsets.UTF_8);
  }

  private byte[] last(ByteArrayOutputStream stream) {
    byte[] all = stream.toByteArray();
    return all.length <= most ? all : Arrays.copyOfRange(all, all.length - most, all.length);
  }

  private ByteArrayOutputStream stream(OutputChannel channel) {
    return channel == OutputChannel.STDERR ? stderr : stdout;
  }
}
