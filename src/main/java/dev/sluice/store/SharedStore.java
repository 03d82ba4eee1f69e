package dev.sluice.store;

import dev.sluice.store.embedded.EmbeddedMongo;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Says whether other servers may use the same store. */
@Singleton
public final class SharedStore {
  private final boolean shared;

  public SharedStore(@ConfigProperty(name = "quarkus.mongodb.connection-string") String address) {
    this.shared = EmbeddedMongo.serving(address).isEmpty();
  }

  /** False for the embedded store, which serves its own process alone. */
  public boolean isShared() {
    return shared;
  }
}
