package dev.sluice.store.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import dev.sluice.store.embedded.maps.Maps;
import dev.sluice.store.embedded.maps.StoredMap;
import dev.sluice.store.embedded.query.IdIndex;
import dev.sluice.store.embedded.query.StoredIndex;
import io.netty.channel.Channel;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A database: its collections and indexes, each in a map of the store. */
final class StoredDatabase extends AbstractSynchronizedMongoDatabase<Object> {
  private static final String ID_INDEX = "_id_";
  private static final System.Logger LOG = System.getLogger(EmbeddedMongo.class.getName());

  /** How the drivers count what the stage before it lets through. */
  private static final Document COUNT =
      new Document("$group", new Document("_id", 1).append("n", new Document("$sum", 1)));

  private final Maps maps;
  private final StoreFile file;
  private final Writes writes;

  /** By namespace, while the database is being opened, the indexes that lack documents. */
  private final Map<String, List<StoredIndex>> incomplete = new TreeMap<>();

  private boolean opened;

  StoredDatabase(String name, Maps maps, StoreFile file, Writes writes, CursorRegistry cursors) {
    super(name, cursors);
    this.maps = maps;
    this.file = file;
    this.writes = writes;
    initializeNamespacesAndIndexes();
    incomplete.forEach(this::build);
    incomplete.clear();
    opened = true;
  }

  /** The indexes of an older version are built together, which reads the documents once. */
  @Override
  protected Index<Object> openOrCreateSecondaryIndex(
      String collection, String name, List<IndexKey> keys, boolean sparse) {
    String namespace = getFullCollectionNamespace(collection);
    StoredIndex index = new StoredIndex(name, keys, maps.entries(namespace, name));
    if (!index.isComplete() && opened) {
      build(namespace, List.of(index));
    } else if (!index.isComplete()) {
      incomplete.computeIfAbsent(namespace, n -> new ArrayList<>()).add(index);
    }
    return index;
  }

  private void build(String namespace, List<StoredIndex> indexes) {
    StoredMap documents = maps.documents(namespace);
    logBuild("Building", namespace, indexes, documents);
    file.reading(
        () -> {
          StoredIndex.build(indexes, documents, writes::checkpointIfLarge);
          return indexes;
        });
    logBuild("Built", namespace, indexes, documents);
  }

  /** Twice, as the first may take a minute; the times of the lines say how long it took. */
  private static void logBuild(
      String verb, String namespace, List<StoredIndex> indexes, StoredMap documents) {
    if (!documents.isEmpty()) {
      LOG.log(
          System.Logger.Level.INFO,
          "{0} the indexes {1} of {2}: {3} documents",
          verb,
          indexes.stream().map(Index::getName).toList(),
          namespace,
          documents.sizeAsLong());
    }
  }

  /**
   * Answers {@code countDocuments} of the drivers by an index; mongo-java-server would read all
   * documents of the collection into memory.
   */
  @Override
  public Document handleCommand(
      Channel channel, String command, Document query, DatabaseResolver databases, Oplog oplog) {
    @Nullable Document counted =
        command.equalsIgnoreCase("aggregate") ? countedBy(query.get("pipeline")) : null;
    @Nullable MongoCollection<Object> collection =
        counted == null ? null : resolveCollection((String) query.get(command), false);
    if (counted == null || collection == null) {
      return super.handleCommand(channel, command, query, databases, oplog);
    }
    int count = collection.count(counted, 0, 0);
    List<Document> groups =
        count == 0 ? List.of() : List.of(new Document("_id", 1).append("n", count));
    return new Document(
            "cursor",
            new Document("id", 0L)
                .append("ns", collection.getFullName())
                .append("firstBatch", groups))
        .append("ok", 1.0);
  }

  /** The documents that a pipeline only counts; null if it does anything else. */
  private static @Nullable Document countedBy(@Nullable Object pipeline) {
    return pipeline instanceof List<?> stages
            && stages.size() == 2
            && stages.get(1).equals(COUNT)
            && stages.get(0) instanceof Document first
            && first.get("$match") instanceof Document match
        ? match
        : null;
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

  /** A unique index other than the one on {@code _id}: a map from the indexed values to the id. */
  private static final class SecondaryUniqueIndex extends AbstractUniqueIndex<Object> {
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
}
