package dev.sluice.cli.api;

import dev.sluice.cli.console.Environment.TimeSource;
import dev.sluice.time.Backoff;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Pauses between reconnects; gives up when the server has been away for {@link #PATIENCE}. */
public final class ReconnectBackoff {
  public static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5));

  private final TimeSource time;
  private int failures;
  private @Nullable Instant since;

  public ReconnectBackoff(TimeSource time) {
    this.time = time;
  }

  /** The connection works: the next failure is the first one again. */
  public void reset() {
    failures = 0;
    since = null;
  }

  /** True before the first pause since the connection last worked. */
  public boolean fresh() {
    return since == null;
  }

  /**
   * Waits before the next connect.
   *
   * @param asked the pause that the server asks for, a minimum
   * @return false once the server has been away for {@link #PATIENCE}
   */
  public boolean pause(@Nullable Duration asked) throws InterruptedException {
    Instant now = time.clock().instant();
    if (since == null) {
      since = now;
    } else if (Duration.between(since, now).compareTo(PATIENCE) >= 0) {
      return false;
    }
    failures++;
    double jitter = time.jitter().getAsDouble();
    Duration own = BACKOFF.after(failures, jitter);
    Duration least = asked == null ? own : Backoff.jittered(asked, jitter);
    time.sleep().sleep(own.compareTo(least) > 0 ? own : least);
    return true;
  }
}
