package dev.sluice.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import dev.sluice.store.embedded.disk.Disk;
import dev.sluice.store.embedded.disk.Sync;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A store without a server. {@link #kill} leaves its directory as a killed process would. */
final class StoreHarness implements AutoCloseable {
  final DocumentStore store;
  private final EmbeddedChannel channel = new EmbeddedChannel();

  private StoreHarness(DocumentStore store) {
    this.store = store;
    greet(store.backend().admission().applicationName());
  }

  private void greet(String applicationName) {
    Document application = new Document("name", applicationName);
    run(new Document("isMaster", 1).append("client", new Document("application", application)));
  }

  static StoreHarness open(Path directory) {
    return open(directory, Disk.LOCAL);
  }

  static StoreHarness open(Path directory, Disk disk) {
    return open(directory, disk, Sync.NORMAL);
  }

  static StoreHarness open(Path directory, Disk disk, Sync sync) {
    return new StoreHarness(DocumentStore.open(directory, disk, sync));
  }

  Document run(Document command) {
    String name = command.keySet().iterator().next();
    return store.backend().handleCommand(channel, "test", name, command);
  }

  Document insert(Object id, Object value) {
    List<Document> documents = List.of(new Document("_id", id).append("v", value));
    return run(new Document("insert", "things").append("documents", new ArrayList<>(documents)));
  }

  Document set(Object id, Object value) {
    Document update = new Document("$set", new Document("v", value));
    Document one = new Document("q", new Document("_id", id)).append("u", update);
    return run(new Document("update", "things").append("updates", List.of(one)));
  }

  Document delete(Object id) {
    Document one = new Document("q", new Document("_id", id)).append("limit", 1);
    return run(new Document("delete", "things").append("deletes", List.of(one)));
  }

  List<Object> ids() {
    return List.copyOf(values().keySet());
  }

  /** The values by id, in the order of the ids. */
  Map<Object, Object> values() {
    Document find = new Document("find", "things").append("filter", new Document());
    Document reply = run(find.append("batchSize", Integer.MAX_VALUE));
    Document cursor = (Document) Objects.requireNonNull(reply.get("cursor"));
    List<?> found = (List<?>) Objects.requireNonNull(cursor.get("firstBatch"));
    Map<Object, Object> values = new LinkedHashMap<>();
    for (Object each : found) {
      Document document = (Document) each;
      values.put(
          Objects.requireNonNull(document.get("_id")), Objects.requireNonNull(document.get("v")));
    }
    return values;
  }

  void kill() {
    store.file().abandon();
  }

  @Override
  public void close() {
    store.close();
  }
}
