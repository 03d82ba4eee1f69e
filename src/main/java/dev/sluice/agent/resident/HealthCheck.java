package dev.sluice.agent.resident;

import dev.sluice.time.Timers;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits until a process is healthy: an answer below 400 to GET, or a short while alive. */
final class HealthCheck {
  /** Between two tries. */
  private static final long FIRST_MS = 200;

  private static final double FACTOR = 1.5;

  /** A process that takes minutes to load its model has more tries, not longer pauses. */
  private static final long LONGEST_MS = 5_000;

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final long ALIVE_MS = 500;
  private static final int ERROR_STATUS = 400;

  private final LoopbackHttp http;
  private final @Nullable String path;
  private final int tries;

  /**
   * @param path null if the process is healthy by being alive
   */
  HealthCheck(Timers timers, int port, @Nullable String path, int tries) {
    this.http = new LoopbackHttp(timers, port, LIMIT);
    this.path = path;
    this.tries = tries;
  }

  /**
   * Blocks until the process is healthy, has ended, or was tried often enough.
   *
   * @param exited opens when the process has ended
   * @return null if it is healthy or has ended; else why it is not healthy
   */
  @Nullable String await(CountDownLatch exited) throws InterruptedException {
    if (path == null) {
      boolean ended = exited.await(ALIVE_MS, TimeUnit.MILLISECONDS);
      return null;
    }
    String last = "";
    double pause = FIRST_MS;
    for (int tried = 0; tried < tries; tried++) {
      if (exited.await((long) pause, TimeUnit.MILLISECONDS)) {
        return null;
      }
      pause = Math.min(pause * FACTOR, LONGEST_MS);
      String failure = failure(path);
      if (failure == null) {
        return null;
      }
      last = failure;
    }
    return "no healthy answer from " + http.url(path) + " in " + tries + " tries: " + last;
  }

  private @Nullable String failure(String checked) {
    try {
      int status = http.call("GET", checked);
      return status < ERROR_STATUS ? null : "HTTP status " + status;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
