package dev.sluice.replica;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;

import dev.sluice.store.Stored;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** The only writer of the servers in the store. */
@Singleton
final class Members {
  /** Says that this server runs; a server that others have forgotten joins again. */
  Uni<Void> renew(ServerId self, long nextBatch) {
    return members()
        .updateOne(
            eq("_id", self.value()), combine(inc("renewals", 1L), set("nextBatch", nextBatch)))
        .chain(
            answer ->
                answer.getMatchedCount() > 0 ? Uni.createFrom().voidItem() : join(self, nextBatch));
  }

  private static Uni<Void> join(ServerId self, long nextBatch) {
    Member member = new Member();
    member.id = self.value();
    member.since = self.since();
    member.nextBatch = nextBatch;
    return members()
        .insertOne(member)
        .replaceWithVoid()
        .onFailure(Stored::isDuplicate)
        .recoverWithNull();
  }

  Uni<List<Member>> all() {
    return members().find().collect().asList();
  }

  Uni<Void> leave(ServerId self) {
    return members().deleteOne(eq("_id", self.value())).replaceWithVoid();
  }

  /**
   * Removes a server that does not run any more.
   *
   * @return false if it was removed, or has renewed its presence since it was read
   */
  Uni<Boolean> forget(Member gone) {
    return members()
        .deleteOne(and(eq("_id", gone.id), eq("renewals", gone.renewals)))
        .map(answer -> answer.getDeletedCount() > 0);
  }

  private static ReactiveMongoCollection<Member> members() {
    return Member.mongoCollection();
  }
}
