package dev.sluice.replica.lead;

import dev.sluice.time.Topic;
import io.smallrye.mutiny.Uni;
import java.time.Instant;

/** Says that this server leads, or does not, as a test decides. */
public final class ManualLeadership implements Leadership {
  private final Topic<Long> changes = new Topic<>();
  private volatile long epoch;

  /**
   * @param epoch 0 if it does not lead
   */
  public ManualLeadership(long epoch) {
    this.epoch = epoch;
  }

  /** As when the server takes the lease, or with 0 loses it. */
  public void change(long next) {
    epoch = next;
    changes.publish(next);
  }

  /** Takes this epoch, and tells nothing of it. */
  public void setSilently(long next) {
    epoch = next;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public Leader leader() {
    return new Leader(epoch > 0 ? "this" : "another", 1, Instant.EPOCH, epoch > 0);
  }

  @Override
  public Topic<Long> changes() {
    return changes;
  }

  /** Tells that it leads, as the elected leader does when it takes the lease. */
  @Override
  public Uni<Void> begin() {
    if (epoch > 0) {
      changes.publish(epoch);
    }
    return Uni.createFrom().voidItem();
  }

  @Override
  public Uni<Void> resign() {
    epoch = 0;
    return Uni.createFrom().voidItem();
  }
}
