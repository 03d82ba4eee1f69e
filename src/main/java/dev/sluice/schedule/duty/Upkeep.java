package dev.sluice.schedule.duty;

import dev.sluice.schedule.match.Queue;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;

/** The duties, one after another; one that fails does not keep the others from running. */
@Singleton
public final class Upkeep {
  private static final Logger LOG = Logger.getLogger(Upkeep.class);

  private final List<Duty> duties;
  private final Queue queue;
  private final Clock clock;

  Upkeep(@All List<Duty> duties, Queue queue, Clock clock) {
    this.duties = duties;
    this.queue = queue;
    this.clock = clock;
  }

  public Uni<Void> runAll() {
    return Multi.createFrom()
        .iterable(duties)
        .onItem()
        .transformToUniAndConcatenate(this::run)
        .collect()
        .last()
        .chain(() -> queue.backlog().wantsRefill() ? queue.refill() : Uni.createFrom().voidItem());
  }

  private Uni<Integer> run(Duty duty) {
    return Uni.createFrom()
        .deferred(() -> duty.runOnce(clock.instant()))
        .invoke(
            count -> {
              if (count > 0) {
                LOG.infof("%s: %d", duty.name(), count);
              }
            })
        .onFailure()
        .recoverWithItem(
            e -> {
              LOG.warnf(e, "%s failed", duty.name());
              return 0;
            });
  }
}
