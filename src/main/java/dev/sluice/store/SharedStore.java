package dev.sluice.store;

import dev.sluice.store.embedded.EmbeddedMongo;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Says whether other servers may use the same store. */
@Singleton
public final class SharedStore {
  private final boolean shared;

  @Inject
  public SharedStore(@ConfigProperty(name = "quarkus.mongodb.connection-string") String address) {
    this(EmbeddedMongo.serving(address).isEmpty());
  }

  SharedStore(boolean shared) {
    this.shared = shared;
  }

  /** False for the embedded store, which serves its own process alone. */
  public boolean isShared() {
    return shared;
  }
}
