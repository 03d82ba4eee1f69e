package dev.sluice.app;

import dev.sluice.output.stream.ActiveStreams;
import dev.sluice.schedule.Scheduler;
import dev.sluice.sse.EndlessStreams;
import dev.sluice.worker.call.LongPolls;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * The end of a server that was asked to stop, while it still answers: it is not ready any more and
 * assigns no job, polls return, and streams are cut so that their clients reconnect.
 */
@Singleton
@Unremovable // looked up by the thread that ends the server
final class Ending {
  private static final Duration FOR_STREAMS = Duration.ofSeconds(2);

  private final Scheduler scheduler;
  private final LongPolls polls;
  private final ActiveStreams streams;
  private final EndlessStreams endless;

  Ending(Scheduler scheduler, LongPolls polls, ActiveStreams streams, EndlessStreams endless) {
    this.scheduler = scheduler;
    this.polls = polls;
    this.streams = streams;
    this.endless = endless;
  }

  void begin() {
    scheduler.stop();
    polls.end();
  }

  /** After the built-in worker has handed its attempts back, of which the readers are told. */
  void cutStreams() throws InterruptedException {
    streams.cut(FOR_STREAMS);
    endless.cut(FOR_STREAMS);
  }
}
