package dev.sluice.store.embedded;

import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.List;
import java.util.Map.Entry;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A unique index other than the one on {@code _id}: a map from the indexed values to the id. */
final class SecondaryUniqueIndex extends AbstractUniqueIndex<Object> {
  private final StoredMap entries;

  SecondaryUniqueIndex(String name, List<IndexKey> keys, boolean sparse, StoredMap entries) {
    super(name, keys, sparse);
    this.entries = entries;
  }

  private static List<Object> stored(KeyValue key) {
    // Collectors, because a list made by List.of may hold no null and a key may.
    return key.stream().collect(Collectors.toList());
  }

  @Override
  protected @Nullable Object removeDocument(KeyValue key) {
    return entries.remove(stored(key));
  }

  @Override
  protected boolean putKeyPosition(KeyValue key, Object position) {
    return entries.put(stored(key), position) == null;
  }

  @Override
  protected @Nullable Object getPosition(KeyValue key) {
    return entries.get(stored(key));
  }

  @Override
  protected Iterable<Entry<KeyValue, Object>> getIterable() {
    return entries.entrySet().stream()
            .<Entry<KeyValue, Object>>map(
                entry ->
                    new SimpleImmutableEntry<>(
                        new KeyValue((List<?>) entry.getKey()), entry.getValue()))
        ::iterator;
  }

  @Override
  public long getCount() {
    return entries.sizeAsLong();
  }

  @Override
  public long getDataSize() {
    return getCount();
  }
}
