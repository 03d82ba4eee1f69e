package dev.sluice.replica;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;

import dev.sluice.store.Stored;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The signals of all servers in the store; the only writer of their collection. */
@Singleton
final class SignalLog {
  /** Stores a batch; one that is stored already stays as it is. */
  Uni<Void> append(SignalBatch batch) {
    return batches()
        .insertOne(batch)
        .replaceWithVoid()
        .onFailure(Stored::isDuplicate)
        .recoverWithNull();
  }

  /** The existing ones of these batches, by id. */
  Uni<Map<String, SignalBatch>> find(Collection<String> ids) {
    return batches()
        .find(in("_id", ids))
        .collect()
        .asList()
        .map(found -> found.stream().collect(Collectors.toMap(b -> b.id, Function.identity())));
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
