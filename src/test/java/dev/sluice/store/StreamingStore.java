package dev.sluice.store;

import dev.sluice.store.wire.ChangeStreamProxy;
import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import java.io.IOException;
import java.util.UUID;

/** The store of the contract suites behind a proxy that adds change streams, with a database. */
public final class StreamingStore implements AutoCloseable {
  private final ChangeStreamProxy proxy;
  private final ReactiveMongoClient client;

  public StreamingStore() throws IOException {
    String address = PlainStore.address();
    String port = address.replaceFirst("^mongodb://[^:]+:(\\d+).*$", "$1");
    proxy = new ChangeStreamProxy(0, Integer.parseInt(port));
    client = PlainStore.client(address.replaceFirst(":" + port, ":" + proxy.port()));
    Documents.use(new PlainStore.Collections(client.getDatabase("streams-" + UUID.randomUUID())));
  }

  public ChangeStreamProxy proxy() {
    return proxy;
  }

  @Override
  public void close() throws IOException {
    client.close();
    proxy.close();
  }
}
