package dev.sluice.schedule.duty;

import dev.sluice.file.FilePurge;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** Removes files that are due, and what broken-off uploads left. */
@Singleton
final class RemoveFiles implements Duty {
  /** A round reads the documents of all files. */
  static final Duration EVERY = Duration.ofMinutes(5);

  private final FilePurge purge;
  private final Timers timers;
  private boolean ran;
  private long ranAt;

  RemoveFiles(FilePurge purge, Timers timers) {
    this.purge = purge;
    this.timers = timers;
  }

  @Override
  public String name() {
    return "remove files";
  }

  @Override
  public Uni<Integer> runOnce(Instant now) {
    if (ran && timers.millisSince(ranAt) < EVERY.toMillis()) {
      return Uni.createFrom().item(0);
    }
    ran = true;
    ranAt = timers.nanoTime();
    return purge.runAt(now);
  }
}
