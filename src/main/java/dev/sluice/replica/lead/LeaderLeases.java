package dev.sluice.replica.lead;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import dev.sluice.store.Stored;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The only writer of the lease in the store. */
@Singleton
final class LeaderLeases implements Leases {
  private static final FindOneAndUpdateOptions AFTER =
      new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

  private final Clock clock;

  LeaderLeases(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Uni<@Nullable LeaderLease> find() {
    return leases().find(eq("_id", LeaderLease.ID)).collect().first();
  }

  @Override
  public Uni<@Nullable LeaderLease> take(@Nullable LeaderLease seen, String holder) {
    if (seen == null) {
      return insert(holder);
    }
    return leases()
        .findOneAndUpdate(
            and(eq("_id", LeaderLease.ID), eq("epoch", seen.epoch), eq("renewals", seen.renewals)),
            combine(
                inc("epoch", 1L),
                set("holder", holder),
                set("renewals", 0L),
                set("since", clock.instant())),
            AFTER);
  }

  private Uni<@Nullable LeaderLease> insert(String holder) {
    LeaderLease first = new LeaderLease();
    first.epoch = 1;
    first.holder = holder;
    first.since = clock.instant();
    return leases()
        .insertOne(first)
        .map(done -> (@Nullable LeaderLease) first)
        .onFailure(Stored::isDuplicate)
        .recoverWithNull();
  }

  @Override
  public Uni<@Nullable LeaderLease> renew(LeaderLease mine) {
    return leases().findOneAndUpdate(heldBy(mine), inc("renewals", 1L), AFTER);
  }

  @Override
  public Uni<Void> release(LeaderLease mine) {
    return leases()
        .updateOne(heldBy(mine), combine(inc("renewals", 1L), set("holder", "")))
        .replaceWithVoid();
  }

  private static Bson heldBy(LeaderLease mine) {
    return and(eq("_id", LeaderLease.ID), eq("epoch", mine.epoch), eq("holder", mine.holder));
  }

  private static ReactiveMongoCollection<LeaderLease> leases() {
    return LeaderLease.mongoCollection();
  }
}
