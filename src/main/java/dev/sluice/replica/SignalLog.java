package dev.sluice.replica;

import static com.mongodb.client.model.Aggregates.match;
import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;

import dev.sluice.store.Stored;
import io.quarkus.mongodb.ChangeStreamOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.bson.conversions.Bson;

/** The signals of all servers in the store; the only writer of their collection. */
@Singleton
class SignalLog {
  /** Stores a batch; one that is stored already stays as it is. */
  Uni<Void> append(SignalBatch batch) {
    return batches()
        .insertOne(batch)
        .replaceWithVoid()
        .onFailure(Stored::isDuplicate)
        .recoverWithNull();
  }

  /** The existing ones of these batches, in any order. */
  Uni<List<SignalBatch>> find(Collection<String> ids) {
    return batches().find(in("_id", ids)).collect().asList();
  }

  /**
   * The batches that other servers than this one store from now on, by a change stream. Fails with
   * a {@link com.mongodb.MongoCommandException} if the store has none.
   */
  Multi<SignalBatch> watch(String server) {
    ChangeStreamOptions options =
        new ChangeStreamOptions()
            .maxAwaitTime(SignalStream.LONGEST_READ.toMillis(), TimeUnit.MILLISECONDS);
    List<Bson> ofOthers =
        List.of(
            match(
                and(
                    eq("operationType", "insert"),
                    or(
                        lt("documentKey._id", server + "/"),
                        gte("documentKey._id", server + "0")))));
    return batches()
        .watch(ofOthers, SignalBatch.class, options)
        .onItem()
        .transformToIterable(
            change -> {
              SignalBatch batch = change.getFullDocument();
              return batch == null ? List.of() : List.of(batch);
            });
  }

  /** Deletes the batches of a server from one number to before another. */
  Uni<Void> delete(String server, long from, long to) {
    List<String> ids = LongStream.range(from, to).mapToObj(n -> SignalBatch.id(server, n)).toList();
    return batches().deleteMany(in("_id", ids)).replaceWithVoid();
  }

  /** Deletes all batches of a server. */
  Uni<Void> deleteAll(String server) {
    // '0' follows '/' in ASCII.
    return batches()
        .deleteMany(and(gte("_id", server + "/"), lt("_id", server + "0")))
        .replaceWithVoid();
  }

  private static ReactiveMongoCollection<SignalBatch> batches() {
    return SignalBatch.mongoCollection();
  }
}
