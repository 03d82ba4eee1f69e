package dev.sluice.replica;

import dev.sluice.store.SharedStore;
import dev.sluice.time.Coalesced;
import dev.sluice.time.Polling;
import dev.sluice.time.Timers;
import dev.sluice.time.Topic;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells the servers of one database what each of them writes, so that none waits for its next look
 * at the database. Each server appends its signals to a log of its own in the store, and reads on
 * in those of the others. A server that is alone writes none.
 *
 * <p>Signals only wake: one that is lost costs time and nothing else. When some may be lost,
 * because a server joined, ended or was too far behind, {@link #missed()} says that everything must
 * be read again (decision 0043).
 */
@Singleton
public final class Signals {
  /** How the signals of other servers come. */
  public enum Means {
    CHANGE_STREAM,
    POLLING
  }

  private static final Logger LOG = Logger.getLogger(Signals.class);

  private final SharedStore store;
  private final ReplicaConfig config;
  private final Timers timers;
  private final Topic<Signal> received = new Topic<>();
  private final Topic<String> missed = new Topic<>();
  private final KnownServers servers;
  private final Outbox outbox;
  private final SignalReader reader;
  private final SignalStream stream;
  private final Coalesced looks =
      new Coalesced("looking for servers", Infrastructure.getDefaultExecutor(), this::tryToLook);
  private @Nullable Polling polling;
  private volatile boolean ended;

  Signals(
      ServerId self,
      SharedStore store,
      Members members,
      SignalLog log,
      ReplicaConfig config,
      Timers timers) {
    this.store = store;
    this.config = config;
    this.timers = timers;
    this.servers = new KnownServers(self, members, log, config, timers, missed::publish);
    this.outbox = new Outbox(self.value(), log, timers);
    Inbox inbox = new Inbox(log, received::publish, missed::publish);
    this.reader = new SignalReader(inbox, () -> servers.peers().values(), config, timers);
    this.stream = new SignalStream(() -> log.watch(self.value()), reader, timers);
  }

  /** Publishes each signal of another server, in the order of that server. */
  public Topic<Signal> received() {
    return received;
  }

  /** Publishes the reason when signals of other servers may be lost. */
  public Topic<String> missed() {
    return missed;
  }

  /** Whether other servers use the store, as far as this one knows. */
  public boolean hasPeers() {
    return !servers.peers().isEmpty();
  }

  /** The ids of the other servers. */
  public List<String> peers() {
    return List.copyOf(servers.peers().keySet());
  }

  /** How the signals of other servers come: by a change stream of the store, or by polling. */
  public Means means() {
    return reader.streams() ? Means.CHANGE_STREAM : Means.POLLING;
  }

  /** Tells the other servers; does nothing while there are none. */
  public void send(Signal signal) {
    if (hasPeers()) {
      outbox.send(signal);
    }
  }

  /** Joins the servers of the database. Everything is to be read from it afterwards. */
  public Uni<Void> begin(DoubleSupplier jitter) {
    if (!store.isShared()) {
      return Uni.createFrom().voidItem();
    }
    return look().invoke(() -> follow(jitter));
  }

  private synchronized void follow(DoubleSupplier jitter) {
    if (polling == null && !ended) {
      polling = Polling.every(config.presence(), timers, jitter, looks::request);
      reader.begin();
      if (config.changeStreams()) {
        stream.begin();
      }
    }
  }

  /** Leaves the servers of the database, which read again what this one wrote last. */
  public Uni<Void> end() {
    ended = true;
    synchronized (this) {
      if (polling == null) {
        return Uni.createFrom().voidItem();
      }
      polling.close();
    }
    CompletableFuture<Void> streamOver = stream.end();
    reader.end();
    // A look that is under way would join again.
    return Uni.createFrom()
        .completionStage(looks::request)
        .chain(servers::leave)
        .chain(() -> Uni.createFrom().completionStage(streamOver));
  }

  /** While the store is away there is nothing to see, and no use in a warning each second. */
  private Uni<Void> tryToLook() {
    return look()
        .onFailure()
        .invoke(e -> LOG.debug("cannot look for other servers", e))
        .onFailure()
        .recoverWithNull();
  }

  /** Says that this server runs, and takes over which others do. */
  Uni<Void> look() {
    return ended
        ? Uni.createFrom().voidItem()
        : servers.look(outbox.next()).chain(outbox::deleteOld);
  }

  /**
   * Reads what other servers have signalled since the last time.
   *
   * @return how many batches came
   */
  Uni<Integer> readOnce() {
    return reader.readOnce();
  }
}
