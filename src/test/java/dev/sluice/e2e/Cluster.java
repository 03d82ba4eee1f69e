package dev.sluice.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.store.embedded.EmbeddedMongo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Servers in processes of their own that share one store, which this process serves. */
final class Cluster implements AutoCloseable {
  private final EmbeddedMongo store;
  private final List<Server> servers;

  private Cluster(EmbeddedMongo store, List<Server> servers) {
    this.store = store;
    this.servers = servers;
  }

  /** Servers without built-in workers, not started yet. */
  static Cluster of(int count, Path directory) {
    EmbeddedMongo store = EmbeddedMongo.open(directory.resolve("store"));
    return new Cluster(
        store,
        IntStream.range(0, count)
            .mapToObj(i -> server(made(directory.resolve("server-" + i)), store))
            .toList());
  }

  private static Server server(Path directory, EmbeddedMongo store) {
    return Server.in(directory)
        .with("--no-worker")
        .set("quarkus.mongodb.connection-string", store.connectionString());
  }

  private static Path made(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts all and returns once each knows all others. */
  Cluster start() {
    servers.forEach(Server::start);
    awaitAllKnown();
    return this;
  }

  void awaitAllKnown() {
    for (Server server : servers) {
      Eventually.until(
          "each server knows all others",
          () -> server.http().json("/v1/info").path("servers").size() == servers.size());
    }
  }

  Server server(int number) {
    return servers.get(number);
  }

  Http http(int number) {
    return server(number).http();
  }

  /** The number of the server that leads. */
  int leader() {
    return Eventually.get(
        "a server leads",
        () ->
            IntStream.range(0, servers.size())
                .filter(i -> leads(i))
                .boxed()
                .findFirst()
                .orElse(null));
  }

  private boolean leads(int number) {
    if (!server(number).process().isAlive()) {
      return false;
    }
    JsonNode info = http(number).json("/v1/info");
    return info.path("leader").path("server").asText().equals(info.path("server").asText());
  }

  @Override
  public void close() {
    servers.forEach(Server::close);
    store.close();
  }
}
