package dev.sluice.security.oidc;

import dev.sluice.time.Coalesced;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a provider, in memory. They are read at the first token, again for a token that names
 * another key, and when they are old; a caller can cause one reading in {@link #PAUSE}.
 */
final class ProviderKeys {
  /** After this time the keys are read again, so that one that is withdrawn goes. */
  static final Duration FRESH = Duration.ofMinutes(15);

  /** Least time from the end of one reading to the next. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  private static final Logger LOG = Logger.getLogger(ProviderKeys.class);

  private final ProviderDocuments documents;
  private final Timers timers;
  private final Coalesced reading;
  private volatile @Nullable Known known;

  /**
   * @param workers runs readings, which block
   */
  ProviderKeys(ProviderDocuments documents, Timers timers, Executor workers) {
    this.documents = documents;
    this.timers = timers;
    this.reading =
        new Coalesced(
            "reading keys",
            workers,
            () -> {
              read();
              return Uni.createFrom().voidItem();
            });
  }

  /** What is known about the key of a token. */
  sealed interface Lookup {}

  record Found(Key key) implements Lookup {}

  /** The provider has no such key. */
  record None() implements Lookup {}

  /** The provider did not answer. */
  record Away(Duration retryAfter) implements Lookup {}

  /**
   * The outcome of the last reading.
   *
   * @param keys of the last reading that succeeded
   * @param failed whether the last one failed
   * @param at its end, by {@link Timers#nanoTime}
   */
  private record Known(List<JsonWebKey> keys, boolean failed, long at) {}

  /** The key that a signature names; at once when it is in memory. */
  Uni<Lookup> find(JsonWebSignature signature) {
    Lookup now = inMemory(signature);
    boolean isFound = now instanceof Found;
    if (!isDue(isFound ? FRESH : PAUSE)) {
      return Uni.createFrom().item(now);
    }
    if (isFound) {
      reading.request();
      return Uni.createFrom().item(now);
    }
    return Uni.createFrom().completionStage(reading::request).map(done -> inMemory(signature));
  }

  private Lookup inMemory(JsonWebSignature signature) {
    Known last = known;
    if (last == null) {
      return new Away(PAUSE);
    }
    Key key = select(signature, last.keys());
    if (key != null) {
      return new Found(key);
    }
    return last.failed() ? new Away(left(last)) : new None();
  }

  private static @Nullable Key select(JsonWebSignature signature, List<JsonWebKey> keys) {
    try {
      JsonWebKey key = new VerificationJwkSelector().select(signature, keys);
      return key == null ? null : key.getKey();
    } catch (JoseException e) {
      return null;
    }
  }

  /** Whether a reading may begin that is wanted when the last one is this old. */
  private boolean isDue(Duration age) {
    Known last = known;
    if (last == null) {
      return true;
    }
    Duration wanted = last.failed() ? PAUSE : age;
    return timers.nanoTime() - last.at() >= wanted.toNanos();
  }

  private Duration left(Known last) {
    Duration left = PAUSE.minusNanos(timers.nanoTime() - last.at());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Does nothing soon after another reading, which has answered the request for this one. */
  private void read() {
    if (!isDue(PAUSE)) {
      return;
    }
    try {
      known = new Known(documents.keys(), false, timers.nanoTime());
    } catch (IOException e) {
      LOG.warnf("the keys of the OIDC provider cannot be read: %s", e.getMessage());
      failed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed();
    }
  }

  private void failed() {
    Known last = known;
    known = new Known(last == null ? List.of() : last.keys(), true, timers.nanoTime());
  }
}
