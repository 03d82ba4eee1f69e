package dev.sluice.output.stream;

import dev.sluice.job.FleetView;
import dev.sluice.job.Job;
import dev.sluice.output.Beginnings;
import dev.sluice.output.Cursor;
import dev.sluice.output.LogReader;
import dev.sluice.output.OutputConfig;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Opens streams: joins a job's readers, finds the beginning, makes the reader. */
@Singleton
final class JobStreams {
  private final Tails tails;
  private final Beginnings beginnings;
  private final LogReader log;
  private final FleetView fleet;
  private final OutputConfig config;
  private final Timers timers;

  JobStreams(
      Tails tails,
      Beginnings beginnings,
      LogReader log,
      FleetView fleet,
      OutputConfig config,
      Timers timers) {
    this.tails = tails;
    this.beginnings = beginnings;
    this.log = log;
    this.fleet = fleet;
    this.config = config;
    this.timers = timers;
  }

  /**
   * @return fails with a problem when there is no such job, or nothing at the cursor
   */
  Uni<OpenStream> open(StreamRequest request) {
    return tails
        .enter(request.jobId(), request.start())
        .chain(tail -> begin(request, tail).onFailure().invoke(e -> tails.leave(tail)));
  }

  private Uni<OpenStream> begin(StreamRequest request, JobTail tail) {
    Job job = tail.job();
    if (job == null) {
      throw new IllegalStateException("entered without a job");
    }
    Runnable leave = () -> tails.leave(tail);
    if (request.after() != null && JobReader.hasSeenAll(job, request.after())) {
      return Uni.createFrom().item(new OpenStream(null, leave));
    }
    return Uni.createFrom()
        .deferred(() -> beginnings.of(request, job))
        .map(
            beginning ->
                new OpenStream(
                    reader(request, tail, beginning.position()).beginWith(beginning.chunks()),
                    leave));
  }

  private JobReader reader(StreamRequest request, JobTail tail, Cursor start) {
    StreamFormat format = request.raw() ? new RawLines() : TypedEvents.INSTANCE;
    StreamSettings settings =
        new StreamSettings(
            request.cursor(), config.keepAlive().toMillis(), config.readAhead(), timers);
    return new JobReader(tail, start, log, fleet, format, settings);
  }
}
