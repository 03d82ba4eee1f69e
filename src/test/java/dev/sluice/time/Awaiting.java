package dev.sluice.time;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Waits for the item of a Uni. The time limit only ends a test that hangs. */
public final class Awaiting {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Awaiting() {}

  public static <T> T result(Uni<T> uni) {
    return uni.await().atMost(PATIENCE);
  }
}
