package dev.sluice.store.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;

/** What was inserted lately, as events of change streams; what the oplog is to MongoDB. */
final class InsertLog {
  private static final int KEPT = 10_000;

  /** A token of another life of this process is of no use. */
  private final String life = UUID.randomUUID() + "-";

  private final List<BsonDocument> events = new ArrayList<>();
  private long first;

  synchronized void append(BsonDocument namespace, List<BsonDocument> inserted) {
    for (BsonDocument document : inserted) {
      long number = first + events.size();
      events.add(
          new BsonDocument("_id", token(number + 1))
              .append("operationType", new BsonString("insert"))
              .append("clusterTime", new BsonTimestamp((int) (number >> 16), (int) number & 0xffff))
              .append("ns", namespace)
              .append("documentKey", new BsonDocument("_id", document.get("_id")))
              .append("fullDocument", document));
    }
    if (events.size() > 2 * KEPT) {
      events.subList(0, KEPT).clear();
      first += KEPT;
    }
    notifyAll();
  }

  /** The number of the next event. */
  synchronized long end() {
    return first + events.size();
  }

  /** By which a stream goes on at the event of this number. */
  BsonDocument token(long number) {
    return new BsonDocument("_data", new BsonString(life + number));
  }

  /** The number in a token; -1 if its events are lost. */
  synchronized long number(BsonDocument token) {
    String text = token.getString("_data").getValue();
    long number = text.startsWith(life) ? Long.parseLong(text.substring(life.length())) : -1;
    return number < first ? -1 : number;
  }

  /** The events from this number on; waits for the first one, at most that long. */
  synchronized List<BsonDocument> from(long number, long millis) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long left = millis;
    while (end() <= number && left > 0) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
    }
    int at = (int) Math.max(0, number - first);
    return at >= events.size() ? List.of() : List.copyOf(events.subList(at, events.size()));
  }
}
