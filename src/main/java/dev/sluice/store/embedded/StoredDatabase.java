package dev.sluice.store.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.List;

/** A database: its collections and indexes, each in a map of the store. */
final class StoredDatabase extends AbstractSynchronizedMongoDatabase<Object> {
  private static final String ID_INDEX = "_id_";

  private final Maps maps;

  StoredDatabase(String name, Maps maps, CursorRegistry cursors) {
    super(name, cursors);
    this.maps = maps;
    initializeNamespacesAndIndexes();
  }

  @Override
  protected MongoCollection<Object> openOrCreateCollection(String name, CollectionOptions options) {
    StoredMap documents = maps.documents(getFullCollectionNamespace(name));
    return new StoredCollection(this, name, options, documents, cursorRegistry);
  }

  @Override
  protected Index<Object> openOrCreateUniqueIndex(
      String collection, String name, List<IndexKey> keys, boolean sparse) {
    String namespace = getFullCollectionNamespace(collection);
    return name.equals(ID_INDEX)
        ? new IdIndex(name, keys, maps.documents(namespace))
        : new SecondaryUniqueIndex(name, keys, sparse, maps.index(namespace, name));
  }

  @Override
  protected void dropIndex(MongoCollection<Object> collection, String name) {
    super.dropIndex(collection, name);
    maps.removeIndex(collection.getFullName(), name);
  }

  @Override
  public void dropCollection(String name, Oplog oplog) {
    super.dropCollection(name, oplog);
    maps.removeDocuments(getFullCollectionNamespace(name));
  }

  @Override
  protected long getStorageSize() {
    return 0;
  }

  @Override
  protected long getFileSize() {
    return 0;
  }
}
