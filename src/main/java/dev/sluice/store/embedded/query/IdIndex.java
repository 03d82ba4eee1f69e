package dev.sluice.store.embedded.query;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import dev.sluice.store.embedded.maps.StoredMap;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.List;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/**
 * The index on {@code _id}: a view of the map of documents, whose keys are the ids. So a write by
 * {@code _id} changes one map only.
 */
public final class IdIndex extends AbstractUniqueIndex<Object> {
  private static final String ID = "_id";

  private final StoredMap documents;

  public IdIndex(String name, List<IndexKey> keys, StoredMap documents) {
    super(name, keys, false);
    this.documents = documents;
  }

  @Override
  public synchronized void add(
      Document document, Object position, MongoCollection<Object> collection) {
    // The document itself is the entry, and its collection has just stored it.
  }

  @Override
  protected boolean putKeyPosition(KeyValue key, Object position) {
    return true;
  }

  /** The document is the entry, and its collection is about to remove it. */
  @Override
  protected @Nullable Object removeDocument(KeyValue key) {
    return getPosition(key);
  }

  @Override
  protected @Nullable Object getPosition(KeyValue key) {
    @Nullable Document document = (Document) documents.get(Missing.ofNullable(key.get(0)));
    return document == null ? null : Missing.ofNullable(document.get(ID));
  }

  @Override
  protected Iterable<Entry<KeyValue, Object>> getIterable() {
    return documents.keyList().stream()
            .<Entry<KeyValue, Object>>map(
                id -> new SimpleImmutableEntry<>(new KeyValue(id).normalized(), id))
        ::iterator;
  }

  @Override
  public long getCount() {
    return documents.sizeAsLong();
  }

  @Override
  public long getDataSize() {
    return getCount();
  }
}
