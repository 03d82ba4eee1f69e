package dev.sluice.store.embedded.maps;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.MVStore;

/**
 * The named maps of a store. The journal does not record that a map is created or removed, so this
 * class remembers it until a checkpoint has stored it.
 */
public final class Maps {
  public static final String DOCUMENTS = "documents/";
  private static final String INDEX = "index/";
  private static final String ENTRIES = "entries/";

  private final MVStore store;
  private final StoredMap.Builder builder;
  private final Map<Integer, StoredMap> replayed = new HashMap<>();
  private volatile boolean structureChanged;

  public Maps(MVStore store, ChangeSet changes) {
    this.store = store;
    this.builder = new StoredMap.Builder(changes);
  }

  public StoredMap documents(String namespace) {
    return open(DOCUMENTS + namespace);
  }

  public StoredMap index(String namespace, String index) {
    return open(INDEX + namespace + "/" + index);
  }

  /** The entries of an index that is not unique. */
  public StoredMap entries(String namespace, String index) {
    return open(ENTRIES + namespace + "/" + index);
  }

  /** Whether the store has the entries of the index; not so if the next start builds them. */
  public boolean hasEntries(String namespace, String index) {
    return store.hasMap(ENTRIES + namespace + "/" + index);
  }

  /** Removes the indexes that can be built again from the documents. */
  public void removeEntries() {
    store.getMapNames().stream()
        .filter(name -> name.startsWith(ENTRIES))
        .toList()
        .forEach(this::remove);
  }

  public void removeDocuments(String namespace) {
    remove(DOCUMENTS + namespace);
  }

  public void removeIndex(String namespace, String index) {
    remove(INDEX + namespace + "/" + index);
    remove(ENTRIES + namespace + "/" + index);
  }

  public List<String> databases() {
    return store.getMapNames().stream()
        .filter(name -> name.startsWith(DOCUMENTS))
        .map(name -> name.substring(DOCUMENTS.length(), name.indexOf('.')))
        .distinct()
        .toList();
  }

  /** All maps with entries of commands. */
  public List<String> names() {
    return store.getMapNames().stream()
        .filter(name -> name.startsWith(DOCUMENTS) || name.startsWith(INDEX))
        .sorted()
        .toList();
  }

  public StoredMap named(String name) {
    return open(name);
  }

  StoredMap byId(int id) {
    return replayed.computeIfAbsent(
        id,
        unopened -> {
          String name = store.getMapName(unopened);
          if (name == null) {
            throw new IllegalStateException("unknown map " + unopened);
          }
          return open(name);
        });
  }

  public boolean structureChanged() {
    return structureChanged;
  }

  public void structureStored() {
    structureChanged = false;
  }

  private StoredMap open(String name) {
    if (!store.hasMap(name)) {
      structureChanged = true;
    }
    return store.openMap(name, builder);
  }

  private void remove(String name) {
    if (store.hasMap(name)) {
      structureChanged = true;
      store.removeMap(name);
    }
  }
}
