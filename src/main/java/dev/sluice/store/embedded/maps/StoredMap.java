package dev.sluice.store.embedded.maps;

import java.util.Map;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * A map of the store, sorted by key. Reports every change to the {@link ChangeSet} of the running
 * command, which makes it durable, before it makes it: so the undo steps are complete wherever the
 * heap runs out.
 */
public final class StoredMap extends MVMap<Object, Object> {
  private final ChangeSet changes;

  private StoredMap(Map<String, Object> config, ChangeSet changes) {
    super(config, StoredValueType.INSTANCE, StoredValueType.INSTANCE);
    this.changes = changes;
  }

  @Override
  public @Nullable Object put(Object key, Object value) {
    changes.requireOpen();
    @Nullable Object before = get(key);
    changes.add(this, key, before, value);
    super.put(key, value);
    return before;
  }

  @Override
  public @Nullable Object remove(Object key) {
    changes.requireOpen();
    @Nullable Object before = get(key);
    if (before != null) {
      changes.add(this, key, before, null);
      super.remove(key);
    }
    return before;
  }

  /**
   * Sets a value, or removes it if {@code value} is null, without reporting it: for undo and
   * replay.
   */
  public void restore(Object key, @Nullable Object value) {
    if (value == null) {
      super.remove(key);
    } else {
      super.put(key, value);
    }
  }

  /** How many keys are before this one, which need not be in the map. */
  public long position(Object key) {
    long index = getKeyIndex(key);
    return index < 0 ? -index - 1 : index;
  }

  /** Creates the maps of one store. */
  static final class Builder extends MVMap.BasicBuilder<StoredMap, Object, Object> {
    private final ChangeSet changes;

    Builder(ChangeSet changes) {
      this.changes = changes;
      setKeyType(StoredValueType.INSTANCE);
      setValueType(StoredValueType.INSTANCE);
    }

    @Override
    public StoredMap create(MVStore store, Map<String, Object> config) {
      return super.create(store, config);
    }

    @Override
    protected StoredMap create(Map<String, Object> config) {
      return new StoredMap(config, changes);
    }
  }
}
