package dev.sluice.replica;

import dev.sluice.store.Documents;
import io.quarkus.mongodb.panache.common.MongoEntity;
import io.quarkus.mongodb.panache.reactive.ReactivePanacheMongoEntityBase;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import java.util.List;
import org.bson.codecs.pojo.annotations.BsonId;

/**
 * Some signals of one server. The batches of a server are numbered from 0 without a hole, and the
 * id is computed from both, so that others read on by id and notice what they miss.
 */
@MongoEntity(collection = "signals")
public class SignalBatch extends ReactivePanacheMongoEntityBase {
  @BsonId public String id = "";

  public List<String> signals = List.of();

  /** The server had more signals than it could keep: others must read everything again. */
  public boolean missed;

  static String id(String server, long number) {
    return server + "/" + number;
  }

  /** Its collection. */
  public static ReactiveMongoCollection<SignalBatch> mongoCollection() {
    return Documents.of(SignalBatch.class);
  }
}
