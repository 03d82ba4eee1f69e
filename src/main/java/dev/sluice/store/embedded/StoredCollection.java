package dev.sluice.store.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.Cursor;
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
    return key;
  }

  @Override
  protected void handleUpdate(Object position, Document before, Document after) {
    documents.put(position, after);
  }

  @Override
  protected void removeDocument(Object position) {
    documents.remove(position);
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
    boolean byId = isById(orderBy);
    boolean descending = isNaturalDescending(orderBy) || (byId && isDescending(orderBy));
    Stream<Document> found = candidates(query, descending).map(DocumentWithPosition::getDocument);
    return matchDocumentsFromStream(
        found, query, byId ? null : orderBy, skip, limit, batchSize, projection);
  }

  /** Whether the order is that of the map, so that nothing need be sorted. */
  private boolean isById(@Nullable Document orderBy) {
    return Objects.equals(getIdField(), ID)
        && orderBy != null
        && orderBy.size() == 1
        && orderBy.get(ID) instanceof Number;
  }

  private static boolean isDescending(@Nullable Document orderBy) {
    return orderBy != null && orderBy.get(ID) instanceof Number way && way.intValue() < 0;
  }

  /**
   * The documents that can match, by id: all, those in a range of ids, or the only one.
   * mongo-java-server uses an index only if the query has no other condition, and a conditional
   * write always has one.
   */
  private Stream<DocumentWithPosition<Object>> candidates(Document query, boolean descending) {
    @Nullable Object id = Objects.equals(getIdField(), ID) ? requiredId(query) : null;
    if (id == null) {
      return range(Objects.equals(getIdField(), ID) ? IdRange.of(query) : IdRange.ALL, descending);
    }
    @Nullable Document document = getDocument(id);
    return document == null ? Stream.of() : Stream.of(new DocumentWithPosition<>(document, id));
  }

  private Stream<DocumentWithPosition<Object>> range(IdRange ids, boolean descending) {
    Cursor<Object, Object> cursor =
        descending
            ? documents.cursor(ids.greatest(), ids.least(), true)
            : documents.cursor(ids.least(), ids.greatest(), false);
    Iterable<Object> keys = () -> cursor;
    return StreamSupport.stream(keys.spliterator(), false)
        .map(key -> new DocumentWithPosition<>((Document) cursor.getValue(), key));
  }

  /**
   * The {@code _id} that the query or a part of its {@code $and} requires; null if it requires no
   * single one.
   */
  private static @Nullable Object requiredId(Document query) {
    @Nullable Object id = query.get(ID);
    if (id instanceof String || id instanceof ObjectId) {
      return id;
    }
    if (query.get("$and") instanceof Collection<?> parts) {
      for (Object part : parts) {
        @Nullable Object named = part instanceof Document d ? requiredId(d) : null;
        if (named != null) {
          return named;
        }
      }
    }
    return null;
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
