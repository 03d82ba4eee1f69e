package dev.sluice.schedule.duty;

import dev.sluice.schedule.ModelSpawns;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;

/**
 * Starts processes that jobs wait for, in case an event was lost, or another server began to lead.
 */
@Singleton
final class SpawnModels implements Duty {
  private final ModelSpawns spawns;

  SpawnModels(ModelSpawns spawns) {
    this.spawns = spawns;
  }

  @Override
  public String name() {
    return "start processes that jobs wait for";
  }

  @Override
  public Uni<Integer> runOnce(Instant now) {
    return spawns.look().replaceWith(0);
  }
}
