package dev.sluice.replica;

import com.mongodb.MongoCommandException;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Watches the signals of all servers by a change stream of the store. A stream that ends is opened
 * again, from now on: what was stored in between is read by the numbers of the batches, so that no
 * resume token is kept beyond the life of a stream, during which the driver resumes by it.
 */
final class SignalStream {
  private static final Logger LOG = Logger.getLogger(SignalStream.class);

  /** How long the store holds a read of a stream that has nothing new. */
  static final Duration LONGEST_READ = Duration.ofMillis(500);

  private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

  /** A store that has no change streams may be replaced by one that has. */
  private static final Duration AGAIN_AFTER_REFUSAL = Duration.ofMinutes(1);

  private final Supplier<Multi<SignalBatch>> open;
  private final SignalReader reader;
  private final Timers timers;
  private @Nullable Cancellable current;
  private boolean refused;
  private boolean ended;

  /**
   * @param open opens a stream of the batches that are stored from now on
   */
  SignalStream(Supplier<Multi<SignalBatch>> open, SignalReader reader, Timers timers) {
    this.open = open;
    this.reader = reader;
    this.timers = timers;
  }

  /** Watches from now on. */
  synchronized void begin() {
    if (!ended) {
      current =
          Multi.createFrom()
              .deferred(() -> open.get())
              .subscribe()
              .with(reader::arrived, this::failed, () -> again(AGAIN_AFTER));
    }
  }

  /**
   * Watches no more.
   *
   * @return completes when the last read must be over: the driver cannot give its session back once
   *     its client is closed
   */
  synchronized CompletableFuture<Void> end() {
    ended = true;
    CompletableFuture<Void> over = new CompletableFuture<>();
    if (current == null) {
      over.complete(null);
    } else {
      current.cancel();
      timers.after(LONGEST_READ.multipliedBy(2), () -> over.complete(null));
    }
    return over;
  }

  private void failed(Throwable e) {
    if (!(e instanceof MongoCommandException)) {
      LOG.debug("the stream of signals broke", e);
      again(AGAIN_AFTER);
      return;
    }
    if (!refused) {
      LOG.infof("the store has no change streams: %s; signals are read by polling", e.getMessage());
    }
    refused = true;
    again(AGAIN_AFTER_REFUSAL);
  }

  private void again(Duration after) {
    synchronized (this) {
      current = null;
    }
    reader.streamEnded();
    timers.after(after, this::begin);
  }
}
