package dev.sluice.output.stream;

import dev.sluice.job.Job;
import dev.sluice.sse.ByteBuilder;
import dev.sluice.sse.StreamCutException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.Executor;

/**
 * One reader of one job. The socket pulls: each frame is made when there is room for it. History
 * and live output are one path, so there is no seam between them.
 */
public final class JobReader {
  private final JobTail tail;
  private final LogPosition position;
  private final JobNotices notices;
  private final StreamFormat format;
  private final Executor loop;
  private boolean ended;
  private boolean toldOfCut;

  /**
   * @param loop runs everything that this reader does after a wait
   */
  JobReader(
      JobTail tail, LogPosition position, JobNotices notices, StreamFormat format, Executor loop) {
    this.tail = tail;
    this.position = position;
    this.notices = notices;
    this.format = format;
    this.loop = loop;
  }

  JobTail tail() {
    return tail;
  }

  /**
   * The frames of the stream; it completes after the event that ends the job, and fails with {@link
   * StreamCutException} when the server ends. A caller that cancels it may go on with another call.
   */
  public Multi<Buffer> frames() {
    return Multi.createBy().repeating().uni(this::next).whilst(frame -> !ended);
  }

  /** Whether the frame that ends the job has been made. */
  public boolean hasEnded() {
    return ended;
  }

  /** Whether the server ends, and this stream with it. */
  public boolean isCut() {
    return tail.isCut();
  }

  private Uni<Buffer> next() {
    // The count comes first: a change after this line ends the wait below.
    long seen = tail.changes().count();
    if (tail.isCut()) {
      return cut();
    }
    Job job = tail.job();
    Buffer notice = notices.due(job, position.attempt(job));
    if (notice != null) {
      return sent(notice);
    }
    return switch (position.look(job, tail, seen)) {
      case CHUNK -> sent(position.takeChunk(format));
      case GAP -> sent(position.skipGap(format));
      case UNREAD -> position.readAhead(job, seen, loop).chain(this::next);
      case ATTEMPT_OVER -> {
        position.enterNextAttempt();
        yield next();
      }
      case WAIT -> await(job, seen);
      case JOB_OVER -> {
        ended = true;
        yield sent(notices.end(job));
      }
    };
  }

  private Uni<Buffer> cut() {
    if (toldOfCut) {
      return Uni.createFrom().failure(new StreamCutException());
    }
    toldOfCut = true;
    ByteBuilder out = new ByteBuilder(64);
    format.cut(out);
    return sent(out.toBuffer());
  }

  private Uni<Buffer> await(Job job, long seen) {
    Buffer keepAlive = notices.keepAlive(job);
    if (keepAlive == null) {
      return tail.changes().after(seen).emitOn(loop).chain(this::next);
    }
    // Also for a form whose keep-alive is empty, which would be due again at once.
    notices.sent();
    return Uni.createFrom().item(keepAlive);
  }

  /** A form that shows nothing of a chunk or a change makes an empty frame, which is not sent. */
  private Uni<Buffer> sent(Buffer frame) {
    if (frame.length() > 0) {
      notices.sent();
    }
    return Uni.createFrom().item(frame);
  }
}
