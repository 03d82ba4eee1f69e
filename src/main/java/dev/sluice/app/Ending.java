package dev.sluice.app;

import dev.sluice.output.stream.ActiveStreams;
import dev.sluice.replica.Signals;
import dev.sluice.replica.lead.Leadership;
import dev.sluice.schedule.Scheduler;
import dev.sluice.sse.EndlessStreams;
import dev.sluice.worker.call.LongPolls;
import io.quarkus.arc.Unremovable;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * The end of a server that was asked to stop, while it still answers: it is not ready any more and
 * assigns no job, polls return, and streams are cut so that their clients reconnect.
 */
@Singleton
@Unremovable // looked up by the thread that ends the server
final class Ending {
  private static final Logger LOG = Logger.getLogger(Ending.class);
  private static final Duration FOR_STREAMS = Duration.ofSeconds(2);

  private static final Duration FOR_STORE = Duration.ofSeconds(2);

  private final Scheduler scheduler;
  private final Leadership leadership;
  private final Signals signals;
  private final LongPolls polls;
  private final ActiveStreams streams;
  private final EndlessStreams endless;

  Ending(
      Scheduler scheduler,
      Leadership leadership,
      Signals signals,
      LongPolls polls,
      ActiveStreams streams,
      EndlessStreams endless) {
    this.scheduler = scheduler;
    this.leadership = leadership;
    this.signals = signals;
    this.polls = polls;
    this.streams = streams;
    this.endless = endless;
  }

  void begin() {
    scheduler.stop();
    briefly(leadership.resign());
    polls.end();
  }

  /** After the built-in worker has handed its attempts back, of which the readers are told. */
  void cutStreams() throws InterruptedException {
    streams.cut(FOR_STREAMS);
    endless.cut(FOR_STREAMS);
    briefly(signals.end());
  }

  /** Other servers find out without this, only later. */
  private static void briefly(Uni<Void> farewell) {
    try {
      farewell.await().atMost(FOR_STORE);
    } catch (RuntimeException e) {
      LOG.warnf("other servers were not told that this one ends: %s", e.getMessage());
    }
  }
}
