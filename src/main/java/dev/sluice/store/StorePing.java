package dev.sluice.store;

import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.bson.Document;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Checks that the store answers. */
@Singleton
public final class StorePing {
  private final ReactiveMongoClient client;
  private final String database;

  StorePing(
      ReactiveMongoClient client,
      @ConfigProperty(name = "quarkus.mongodb.database") String database) {
    this.client = client;
    this.database = database;
  }

  public Uni<Void> run() {
    return client.getDatabase(database).runCommand(new Document("ping", 1)).replaceWithVoid();
  }
}
