package dev.sluice.store.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import dev.sluice.store.embedded.maps.StoredMap;
import dev.sluice.store.embedded.query.Lookup;
import dev.sluice.store.embedded.query.Lookup.Order;
import dev.sluice.store.embedded.query.StoredIndex;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A collection whose documents lie in a map by their {@code _id}.
 *
 * <p>A document in the map is never changed, only replaced, because a checkpoint may write it, or a
 * reply encode it, while the next update runs. mongo-java-server updates the documents that a query
 * returned in place, so queries on behalf of an update get copies.
 */
final class StoredCollection extends AbstractSynchronizedMongoCollection<Object> {
  private static final String ID = "_id";

  private final StoredMap documents;

  /** Guarded by this. A concurrent reader that sees it set gets a copy that it does not need. */
  private boolean updating;

  /** Those of the indexes that are not unique. */
  private volatile List<StoredIndex> secondary = List.of();

  StoredCollection(
      MongoDatabase database,
      String name,
      CollectionOptions options,
      StoredMap documents,
      CursorRegistry cursors) {
    super(database, name, options, cursors);
    this.documents = documents;
  }

  @Override
  public synchronized Document updateDocuments(
      Document selector,
      Document update,
      ArrayFilters arrayFilters,
      boolean isMulti,
      boolean isUpsert,
      Oplog oplog) {
    updating = true;
    try {
      return super.updateDocuments(selector, update, arrayFilters, isMulti, isUpsert, oplog);
    } finally {
      updating = false;
    }
  }

  @Override
  public synchronized Document findAndModify(Document query) {
    updating = true;
    try {
      return super.findAndModify(query);
    } finally {
      updating = false;
    }
  }

  @Override
  protected QueryResult createQueryResult(List<Document> matched, int batchSize) {
    List<Document> result =
        updating ? matched.stream().map(Document::cloneDeeply).toList() : matched;
    return super.createQueryResult(result, batchSize);
  }

  @Override
  protected Object addDocumentInternal(Document document) {
    @Nullable String idField = getIdField();
    Object key =
        idField == null
            ? UUID.randomUUID()
            : Missing.ofNullable(Utils.getSubdocumentValue(document, idField));
    if (documents.put(key, document) != null) {
      throw new IllegalStateException("A document was overwritten by an insert in " + this);
    }
    index(key, null, document);
    return key;
  }

  @Override
  protected void handleUpdate(Object position, Document before, Document after) {
    index(position, (Document) documents.put(position, after), after);
  }

  @Override
  protected void removeDocument(Object position) {
    index(position, (Document) documents.remove(position), null);
  }

  /**
   * After the document is changed: a command that fails half-way, at a document that cannot be
   * encoded, then leaves no entry of it.
   */
  private void index(Object id, @Nullable Document before, @Nullable Document after) {
    for (StoredIndex index : secondary) {
      index.replace(id, before, after);
    }
  }

  @Override
  protected @Nullable Document getDocument(Object position) {
    return (Document) documents.get(position);
  }

  @Override
  protected QueryResult matchDocuments(
      Document query,
      @Nullable Document orderBy,
      int skip,
      int limit,
      int batchSize,
      @Nullable Document projection) {
    Order order = order(orderBy);
    return matchDocumentsFromStream(
        candidates(query, order),
        query,
        order == Order.NONE ? orderBy : null,
        skip,
        limit,
        batchSize,
        projection);
  }

  /** The order of the map, in which nothing need be sorted. */
  private Order order(@Nullable Document orderBy) {
    if (orderBy == null || isNaturalDescending(orderBy)) {
      return orderBy == null ? Order.NONE : Order.BY_ID_DESCENDING;
    }
    if (hasIds() && orderBy.size() == 1 && orderBy.get(ID) instanceof Number way) {
      return way.intValue() < 0 ? Order.BY_ID_DESCENDING : Order.BY_ID;
    }
    return Order.NONE;
  }

  /** Whether the documents lie by their {@code _id}; the collections of the library do not. */
  private boolean hasIds() {
    return Objects.equals(getIdField(), ID);
  }

  /**
   * The documents that can match. mongo-java-server uses an index only if the query has no other
   * condition, and a conditional write always has one.
   */
  private Stream<Document> candidates(Document query, Order order) {
    Lookup lookup = new Lookup(documents, secondary);
    return lookup
        .find(hasIds() ? query : new Document(), order)
        .map(DocumentWithPosition::getDocument);
  }

  @Override
  public int count(@Nullable Document query, int skip, int limit) {
    if (query == null || query.isEmpty() || skip > 0 || limit > 0) {
      return super.count(query, skip, limit);
    }
    return Math.toIntExact(
        new Lookup(documents, secondary)
            .count(query)
            .orElseGet(
                () ->
                    candidates(query, Order.NONE)
                        .filter(document -> documentMatchesQuery(document, query))
                        .count()));
  }

  @Override
  public synchronized void addIndex(Index<Object> index) {
    super.addIndex(index);
    takeIndexes();
  }

  @Override
  public synchronized void dropIndex(String name) {
    super.dropIndex(name);
    takeIndexes();
  }

  private void takeIndexes() {
    secondary =
        getIndexes().stream()
            .filter(StoredIndex.class::isInstance)
            .map(StoredIndex.class::cast)
            .toList();
  }

  @Override
  protected Stream<DocumentWithPosition<Object>> streamAllDocumentsWithPosition() {
    return documents.entrySet().stream()
        .map(entry -> new DocumentWithPosition<>((Document) entry.getValue(), entry.getKey()));
  }

  @Override
  public int count() {
    return documents.size();
  }

  @Override
  public boolean isEmpty() {
    return documents.isEmpty();
  }

  /** Off, since counting bytes would encode every document once more for each write. */
  @Override
  protected boolean tracksDataSize() {
    return false;
  }

  @Override
  protected void updateDataSize(int delta) {}

  @Override
  protected int getDataSize() {
    return 0;
  }
}
