package dev.sluice.replica.lead;

import dev.sluice.time.Topic;
import io.smallrye.mutiny.Uni;
import java.time.Instant;

/** The leadership of a server that has its store for itself. */
final class SoleServer implements Leadership {
  private static final long EPOCH = 1;

  private final Topic<Long> changes = new Topic<>();
  private final Leader leader;
  private volatile boolean leads;

  SoleServer(String id, Instant since) {
    this.leader = new Leader(id, EPOCH, since, true);
  }

  @Override
  public long epoch() {
    return leads ? EPOCH : 0;
  }

  @Override
  public Leader leader() {
    return leader;
  }

  @Override
  public Topic<Long> changes() {
    return changes;
  }

  @Override
  public Uni<Void> begin() {
    leads = true;
    changes.publish(EPOCH);
    return Uni.createFrom().voidItem();
  }

  @Override
  public Uni<Void> resign() {
    leads = false;
    return Uni.createFrom().voidItem();
  }
}
