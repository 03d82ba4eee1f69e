package dev.sluice.store.embedded;

import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import dev.sluice.store.embedded.StoreImage.IndexFault;
import dev.sluice.store.embedded.maps.Maps;
import dev.sluice.store.embedded.query.StoredIndex;
import java.util.List;
import java.util.function.Consumer;
import org.h2.mvstore.MVStoreException;

/**
 * Compares the entries of the indexes with the documents. Left out are the index on {@code _id},
 * whose entries are the documents, an index that the next start builds, and unique ones, of which
 * Sluice has none.
 */
record IndexCheck(Maps maps, Consumer<IndexFault> faults) {
  /** The name of the library for the collection that declares the indexes of a database. */
  private static final String DECLARED = "system.indexes";

  void run() {
    for (String database : maps.databases()) {
      for (Object declared : maps.documents(database + "." + DECLARED).values()) {
        if (declared instanceof Document index && !Boolean.TRUE.equals(index.get("unique"))) {
          check(index);
        }
      }
    }
  }

  private void check(Document declared) {
    if (declared.get("ns") instanceof String collection
        && declared.get("name") instanceof String name
        && declared.get("key") instanceof Document key
        && maps.hasEntries(collection, name)) {
      check(collection, name, key);
    }
  }

  private void check(String collection, String name, Document key) {
    List<IndexKey> keys = key.keySet().stream().map(field -> new IndexKey(field, true)).toList();
    StoredIndex index = new StoredIndex(name, keys, maps.entries(collection, name));
    try {
      if (index.isComplete()) {
        index.check(
            maps.documents(collection),
            (id, what) -> report(collection, String.valueOf(id), what + " in the index " + name));
      }
    } catch (MVStoreException | IllegalArgumentException | IndexOutOfBoundsException e) {
      report(collection, "index " + name, "cannot be read: " + e.getMessage());
    }
  }

  private void report(String collection, String id, String what) {
    faults.accept(new IndexFault(collection, id, what));
  }
}
