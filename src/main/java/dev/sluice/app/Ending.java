package dev.sluice.app;

import dev.sluice.output.stream.ActiveStreams;
import dev.sluice.replica.Signals;
import dev.sluice.schedule.Scheduler;
import dev.sluice.security.limit.OpenRequests;
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

  /** Longer than a call to the store may take. */
  private static final Duration FOR_REQUESTS = Duration.ofSeconds(5);

  /**
   * How long no request may have come, so that a balancer has seen that this server is not ready.
   * The only client of a private server has ended its calls.
   */
  private static final Duration QUIET =
      PrivateConfiguration.isPrivate() ? Duration.ZERO : Duration.ofMillis(200);

  private final Scheduler scheduler;
  private final Signals signals;
  private final LongPolls polls;
  private final ActiveStreams streams;
  private final EndlessStreams endless;
  private final OpenRequests requests;

  Ending(
      Scheduler scheduler,
      Signals signals,
      LongPolls polls,
      ActiveStreams streams,
      EndlessStreams endless,
      OpenRequests requests) {
    this.scheduler = scheduler;
    this.signals = signals;
    this.polls = polls;
    this.streams = streams;
    this.endless = endless;
    this.requests = requests;
  }

  void begin() {
    briefly(scheduler.stop());
    polls.end();
  }

  /** After the built-in worker has handed its attempts back, of which the readers are told. */
  void cutStreams() throws InterruptedException {
    streams.cut(FOR_STREAMS);
    endless.cut(FOR_STREAMS);
  }

  /** Refuses new requests, answers those that are under way, and tells other servers the last. */
  void closeRequests() {
    requests.close(QUIET, FOR_REQUESTS).join();
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
