package dev.sluice.output.stream;

import dev.sluice.job.Job;
import dev.sluice.output.Cursor;
import dev.sluice.output.LastLines;
import dev.sluice.output.LogReader;
import dev.sluice.output.OutputConfig;
import dev.sluice.output.StartFinder;
import dev.sluice.output.StartFinder.Start;
import dev.sluice.sse.LastEventId;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Opens streams: joins the readers of a job, finds the start, makes the reader. */
@Singleton
public final class JobStreams {
  private final ActiveStreams active;
  private final StartFinder starts;
  private final LogReader log;
  private final FleetView fleet;
  private final OutputConfig config;
  private final Timers timers;

  JobStreams(
      ActiveStreams active,
      StartFinder starts,
      LogReader log,
      FleetView fleet,
      OutputConfig config,
      Timers timers) {
    this.active = active;
    this.starts = starts;
    this.log = log;
    this.fleet = fleet;
    this.config = config;
    this.timers = timers;
  }

  /**
   * A reader, which the caller must {@link #close}; no item when the client has seen the whole
   * stream.
   *
   * @param loop runs the reader after each wait
   * @return fails with a problem when there is no such job, or nothing at the cursor
   */
  Uni<JobReader> open(StreamRequest request, Executor loop) {
    return active
        .enter(request.jobId(), request.start())
        .chain(
            tail -> {
              if (request.hasSeenAll(tail.job())) {
                active.leave(tail);
                return Uni.createFrom().nullItem();
              }
              return Uni.createFrom()
                  .deferred(() -> start(request, tail.job()))
                  .map(start -> reader(request, tail, start, loop))
                  .onFailure()
                  .invoke(e -> active.leave(tail));
            });
  }

  /**
   * A reader of the whole stream of a job, in a form of the caller, who must {@link #close} it.
   *
   * @param format of this reader alone, so it may keep a state
   * @param loop runs the reader after each wait
   * @return fails with a problem when there is no such job
   */
  public Uni<JobReader> follow(String jobId, StreamFormat format, Executor loop) {
    return follow(jobId, format, config.keepAlive(), loop);
  }

  /**
   * As {@link #follow(String, StreamFormat, Executor)}.
   *
   * @param keepAlive how long a stream may be silent; looked at three times in the interval of the
   *     setting
   */
  public Uni<JobReader> follow(
      String jobId, StreamFormat format, Duration keepAlive, Executor loop) {
    Start start = Start.OF_JOB;
    JobNotices notices = notices(format, keepAlive, null, start);
    return active.enter(jobId, false).map(tail -> reader(notices, format, tail, start, loop));
  }

  /** Leaves the readers of the job. */
  public void close(JobReader reader) {
    active.leave(reader.tail());
  }

  private Uni<Start> start(StreamRequest request, Job job) {
    LastEventId last = request.last();
    Cursor after = request.after();
    if (last != null && after != null) {
      return starts.after(after, last.source(), job);
    }
    if (request.lines() != null) {
      return starts.lastLines(job, job.attemptNumber(), request.lines(), LastLines.OF_BOTH);
    }
    return request.latest()
        ? starts.end(job, job.attemptNumber())
        : Uni.createFrom().item(Start.OF_JOB);
  }

  private JobReader reader(StreamRequest request, JobTail tail, Start start, Executor loop) {
    StreamFormat format = format(request);
    JobNotices notices = notices(format, config.keepAlive(), request.cursor(), start);
    return reader(notices, format, tail, start, loop);
  }

  private static StreamFormat format(StreamRequest request) {
    return switch (request.form()) {
      case EVENTS -> TypedEvents.INSTANCE;
      case RAW -> new RawLines(false);
      case RAW_WITH_COMMENTS -> new RawLines(true);
    };
  }

  private JobNotices notices(
      StreamFormat format, Duration keepAlive, @Nullable String cursor, Start start) {
    int known = knownAttempt(start.position());
    return new JobNotices(format, fleet, timers, keepAlive.toMillis(), cursor, known);
  }

  private JobReader reader(
      JobNotices notices, StreamFormat format, JobTail tail, Start start, Executor loop) {
    LogPosition position = new LogPosition(tail.jobId(), start, log, config.readAhead());
    return new JobReader(tail, position, notices, format, loop);
  }

  private static int knownAttempt(Cursor start) {
    return start.seq() > 0 || start.entry() > 0 ? start.attempt() : start.attempt() - 1;
  }
}
