package dev.sluice.output.stream;

import dev.sluice.job.Job;
import dev.sluice.job.attempt.Attempt;
import dev.sluice.output.LogChunk;
import dev.sluice.sse.ByteBuilder;
import dev.sluice.sse.SseWriter;
import dev.sluice.sse.StreamCutException;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The raw form, for terminals and old clients: one line of text per {@code data:}, at the end
 * {@code [DONE]}, {@code [ERROR] message} or {@code [CANCELLED]}. Old clients print every other
 * line, so there are only empty ones unless the reader asks for comments (decision 0027). Holds the
 * unfinished line, so each reader has an instance.
 */
final class RawLines implements StreamFormat {
  /** Bytes; a longer line is sent in parts, so an endless line cannot fill the memory. */
  private static final int MAX_LINE = 65_536;

  /** Old clients treat a line that contains one of these words as the end. */
  private static final Pattern OTHER_ENDS = Pattern.compile("\\[(DONE|CANCELLED)]");

  private final boolean comments;
  private final Map<OutputChannel, ByteBuilder> unfinished = new EnumMap<>(OutputChannel.class);

  /**
   * @param comments whether to send status, attempts, progress and gaps as comments
   */
  RawLines(boolean comments) {
    this.comments = comments;
  }

  @Override
  public void hello(Job job, @Nullable String cursor, ByteBuilder out) {
    comment(job.id, out);
    // The head of the response is sent with the first bytes: it shows that the stream is open.
    blankUnlessWritten(out);
  }

  @Override
  public void status(Job job, Optional<FleetView.Pending> pending, ByteBuilder out) {
    comment(job.status.name(), out);
  }

  @Override
  public void attempt(Attempt attempt, ByteBuilder out) {
    finishLines(out);
    comment("attempt " + attempt.number() + " on " + attempt.workerId(), out);
  }

  @Override
  public Buffer chunk(LogChunk chunk, int entry) {
    List<OutputFrame> frames = chunk.frames();
    ByteBuilder out = new ByteBuilder(chunk.size() * 2);
    for (OutputFrame frame : frames.subList(entry, frames.size())) {
      switch (frame.channel()) {
        case STDOUT, STDERR -> lines(frame, out);
        case PROGRESS -> comment("progress " + text(frame), out);
        case GAP -> comment("gap " + text(frame), out);
      }
    }
    return out.toBuffer();
  }

  @Override
  public void gap(String from, @Nullable String to, String reason, ByteBuilder out) {
    comment("gap from " + from + " to " + to + ": " + reason, out);
  }

  @Override
  public void end(Job job, String cursor, ByteBuilder out) {
    finishLines(out);
    String last =
        switch (job.status) {
          case COMPLETED -> "[DONE]";
          case CANCELLED -> "[CANCELLED]";
          default -> "[ERROR] " + OTHER_ENDS.matcher(message(job)).replaceAll("($1)");
        };
    out.write("data: ").write(SseWriter.oneLine(last)).write("\n\n");
  }

  @Override
  public void cut(ByteBuilder out) {
    comment(StreamCutException.COMMENT, out);
  }

  @Override
  public void keepAlive(@Nullable String workerId, OptionalLong heartbeatAgeMs, ByteBuilder out) {
    if (comments) {
      TypedEvents.INSTANCE.keepAlive(workerId, heartbeatAgeMs, out);
    }
    blankUnlessWritten(out);
  }

  private void comment(String text, ByteBuilder out) {
    if (comments) {
      SseWriter.comment(text, out);
    }
  }

  private static void blankUnlessWritten(ByteBuilder out) {
    if (out.isEmpty()) {
      out.write("\n");
    }
  }

  private static String text(OutputFrame frame) {
    return StandardCharsets.UTF_8.decode(frame.bytes().duplicate()).toString();
  }

  private static String message(Job job) {
    if (job.result != null && job.result.error() != null) {
      return job.result.error().message();
    }
    if (job.result != null && job.result.exitCode() != null) {
      return "exit code " + job.result.exitCode();
    }
    return job.reason == null ? "failed" : job.reason.name();
  }

  private void lines(OutputFrame frame, ByteBuilder out) {
    ByteBuilder line = unfinished.computeIfAbsent(frame.channel(), c -> new ByteBuilder(256));
    ByteBuffer bytes = frame.bytes().duplicate();
    int start = bytes.position();
    for (int i = start; i < bytes.limit(); i++) {
      if (bytes.get(i) == '\n') {
        append(bytes, start, i, line);
        finish(line, out);
        start = i + 1;
      }
    }
    append(bytes, start, bytes.limit(), line);
    if (line.length() > MAX_LINE) {
      byte[] rest = line.cutLast(line.unfinishedCharacter());
      finish(line, out);
      line.write(rest, 0, rest.length);
    }
  }

  private static void append(ByteBuffer bytes, int from, int to, ByteBuilder line) {
    line.write(bytes.array(), bytes.arrayOffset() + from, to - from);
  }

  private void finishLines(ByteBuilder out) {
    unfinished.values().stream().filter(line -> !line.isEmpty()).forEach(line -> finish(line, out));
  }

  private static void finish(ByteBuilder line, ByteBuilder out) {
    String text = line.drainToString();
    // A carriage return ends a line for an SSE parser: a redrawn line becomes several fields.
    String shown = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    for (String part : shown.split("\r", -1)) {
      out.write("data: ").write(part).write("\n");
    }
    out.write("\n");
  }
}
