package dev.sluice.store;

import io.quarkus.mongodb.panache.reactive.runtime.JavaReactiveMongoOperations;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;

/**
 * Finds the collection of a class of documents: the one that its annotation names, in the database
 * of the settings. Tests that run without Quarkus name another database.
 */
public final class Documents {
  /** Finds collections. */
  @FunctionalInterface
  interface Source {
    <T> ReactiveMongoCollection<T> of(Class<T> type);
  }

  private static volatile Source source = Documents::ofTheSettings;

  private Documents() {}

  public static <T> ReactiveMongoCollection<T> of(Class<T> type) {
    return source.of(type);
  }

  /** Takes the collections from here from now on. */
  static void use(Source other) {
    source = other;
  }

  @SuppressWarnings("unchecked")
  private static <T> ReactiveMongoCollection<T> ofTheSettings(Class<T> type) {
    return (ReactiveMongoCollection<T>) JavaReactiveMongoOperations.INSTANCE.mongoCollection(type);
  }
}
