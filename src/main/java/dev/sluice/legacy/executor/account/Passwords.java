package dev.sluice.legacy.executor.account;

import dev.sluice.http.ProblemException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Hashes passwords by bcrypt, a few at a time: each takes a core for a good part of a second. */
@Singleton
final class Passwords {
  /** Bytes; bcrypt looks at no more. */
  static final int LONGEST = 72;

  private static final Logger LOG = Logger.getLogger(Passwords.class);
  private static final int COST = 12;
  private static final int MOST_WAITING = 32;
  private static final int SALT_BYTES = 16;

  private final SecureRandom random = new SecureRandom();
  private final Executor workers;
  private final int cost;
  private final int most;
  private final int mostWaiting;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  /** Of a user that does not exist, so that its login takes as long as that of one that does. */
  private final String dummy;

  @Inject
  Passwords() {
    this(
        Infrastructure.getDefaultWorkerPool(),
        COST,
        Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
        MOST_WAITING);
  }

  /**
   * @param most hashes at a time
   * @param mostWaiting calls that wait for their turn
   */
  Passwords(Executor workers, int cost, int most, int mostWaiting) {
    this.workers = workers;
    this.cost = cost;
    this.most = most;
    this.mostWaiting = mostWaiting;
    this.dummy = "$2b$%02d$%s".formatted(cost, ".".repeat(53));
  }

  /** Fails with 503 when too many calls wait. */
  Uni<String> hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return inTurn(() -> OpenBSDBCrypt.generate("2b", bytes(password), salt, cost));
  }

  /**
   * Fails with 503 when too many calls wait.
   *
   * @param hash empty for a user that does not exist
   */
  Uni<Boolean> matches(String password, Optional<String> hash) {
    return inTurn(() -> isOf(hash.orElse(dummy), password) && hash.isPresent());
  }

  private static boolean isOf(String hash, String password) {
    try {
      return OpenBSDBCrypt.checkPassword(hash, bytes(password));
    } catch (IllegalArgumentException e) {
      LOG.warn("an account in executor_users has a hash that is not of bcrypt; it cannot log in");
      return false;
    }
  }

  private <T> Uni<T> inTurn(Supplier<T> work) {
    return Uni.createFrom()
        .emitter(
            emitter ->
                begin(
                    () -> {
                      try {
                        emitter.complete(work.get());
                      } catch (RuntimeException e) {
                        emitter.fail(e);
                      }
                    }));
  }

  private void begin(Runnable hashing) {
    synchronized (waiting) {
      if (running == most) {
        if (waiting.size() == mostWaiting) {
          throw ProblemException.of(
              503, "too_many_logins", "too many logins are under way; try again");
        }
        waiting.add(hashing);
        return;
      }
      running++;
    }
    workers.execute(() -> run(hashing));
  }

  private void run(Runnable first) {
    for (Runnable hashing = first; hashing != null; hashing = next()) {
      hashing.run();
    }
  }

  private @Nullable Runnable next() {
    synchronized (waiting) {
      Runnable next = waiting.poll();
      if (next == null) {
        running--;
      }
      return next;
    }
  }

  private static byte[] bytes(String password) {
    return password.getBytes(StandardCharsets.UTF_8);
  }
}
