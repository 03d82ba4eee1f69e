package dev.sluice.output.stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.output.OutputLog;
import dev.sluice.output.OutputLog.Appended;
import dev.sluice.replica.Signal;
import dev.sluice.replica.Signals;
import dev.sluice.time.Topic;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Output between servers: each says which jobs have readers on it, and tells the others where the
 * output ends of those jobs that have readers there. Output that no other server reads causes no
 * signal.
 */
@Singleton
final class OutputSignals {
  /** Longer than the time after which {@link #watch} is called again. */
  private static final Duration WATCHED_FOR = Duration.ofMinutes(2);

  private final OutputLog log;
  private final Signals signals;
  private final Topic<Appended> appendedElsewhere = new Topic<>();
  private final Cache<String, Boolean> readElsewhere =
      Caffeine.newBuilder().expireAfterWrite(WATCHED_FOR).executor(Runnable::run).build();

  OutputSignals(OutputLog log, Signals signals) {
    this.log = log;
    this.signals = signals;
  }

  /** Listens from the start on: a server without readers has output that others read. */
  void begin(@Observes StartupEvent event) {
    log.appended().wake(this::tell);
    signals.received().wake(this::listen);
  }

  /** Publishes where the output of a job ends that another server appends to. */
  Topic<Appended> appendedElsewhere() {
    return appendedElsewhere;
  }

  /** The job has readers here; to be called now and then while it has. */
  void watch(String jobId) {
    signals.send(new Signal(Signal.Kind.WATCH, jobId, 0));
  }

  /** Whether other servers may append to the output of a job that is read here. */
  boolean hasPeers() {
    return signals.hasPeers();
  }

  private void tell(Appended appended) {
    if (readElsewhere.getIfPresent(appended.jobId()) != null) {
      send(appended);
    }
  }

  private void send(Appended appended) {
    String key = appended.jobId() + "/" + appended.attempt();
    signals.send(new Signal(Signal.Kind.OUTPUT, key, appended.nextSeq()));
  }

  void listen(Signal signal) {
    if (signal.kind() == Signal.Kind.WATCH) {
      readElsewhere.put(signal.key(), true);
      // What was appended before this server knew of the readers.
      log.endOf(signal.key()).ifPresent(this::send);
    } else if (signal.kind() == Signal.Kind.OUTPUT) {
      int slash = signal.key().lastIndexOf('/');
      int attempt = Integer.parseInt(signal.key().substring(slash + 1));
      appendedElsewhere.publish(
          new Appended(signal.key().substring(0, slash), attempt, signal.number()));
    }
  }
}
