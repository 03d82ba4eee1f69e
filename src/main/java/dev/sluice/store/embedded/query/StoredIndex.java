package dev.sluice.store.embedded.query;

import de.bwaldvogel.mongo.backend.EmptyIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import dev.sluice.store.embedded.maps.StoredMap;
import dev.sluice.store.embedded.maps.StoredValueType;
import dev.sluice.store.embedded.query.Conditions.Spans;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * An index that is not unique: a map whose keys are lists of the indexed values and the {@code
 * _id}. It has an entry for each element of a list, and none for a document whose first value no
 * query can look for; another such value is null. Its collection writes it with each document, in
 * the same change set.
 */
public final class StoredIndex extends EmptyIndex<Object> {
  private static final String ID = "_id";
  private static final Object PRESENT = true;

  /** The key that shows that no document is missing; it comes before all others. */
  private static final List<Object> COMPLETE = List.of();

  private final StoredMap entries;
  private final List<String> fields;

  public StoredIndex(String name, List<IndexKey> keys, StoredMap entries) {
    super(name, keys);
    this.entries = entries;
    List<String> values = keys().stream().filter(key -> !key.equals(ID)).toList();
    this.fields = Stream.concat(values.stream(), Stream.of(ID)).toList();
  }

  /** The fields whose values an entry holds, in their order; the last is {@code _id}. */
  List<String> fields() {
    return fields;
  }

  /** Takes over that a document was inserted, changed or removed. */
  public void replace(Object id, @Nullable Document before, @Nullable Document after) {
    Set<List<@Nullable Object>> old = entriesOf(id, before);
    Set<List<@Nullable Object>> now = entriesOf(id, after);
    old.stream().filter(entry -> !now.contains(entry)).forEach(entries::remove);
    now.stream().filter(entry -> !old.contains(entry)).forEach(e -> entries.put(e, PRESENT));
  }

  /** For an index that is being built, whose entries no change set records. */
  private void add(Object id, Document document) {
    entriesOf(id, document).forEach(entry -> entries.restore(entry, PRESENT));
  }

  private Set<List<@Nullable Object>> entriesOf(Object id, @Nullable Document document) {
    if (document == null) {
      return Set.of();
    }
    List<List<@Nullable Object>> found = List.of(List.of());
    for (String field : fields.subList(0, fields.size() - 1)) {
      List<@Nullable Object> values = valuesOf(document, field);
      found =
          found.stream()
              .flatMap(entry -> values.stream().map(value -> append(entry, value)))
              .toList();
    }
    return found.stream()
        .filter(entry -> entry.get(0) != null)
        .map(entry -> append(entry, id instanceof Missing ? null : id))
        .collect(Collectors.toSet());
  }

  private static List<@Nullable Object> valuesOf(Document document, String field) {
    @Nullable Object value = Utils.getSubdocumentValueCollectionAware(document, field);
    Collection<?> all =
        value instanceof Collection<?> list && !list.isEmpty() ? list : asList(value);
    return all.stream().<@Nullable Object>map(v -> Conditions.isServed(v) ? v : null).toList();
  }

  private static Collection<?> asList(@Nullable Object value) {
    return Collections.singletonList(value);
  }

  private static List<@Nullable Object> append(
      List<@Nullable Object> values, @Nullable Object value) {
    List<@Nullable Object> longer = new ArrayList<>(values.size() + 1);
    longer.addAll(values);
    longer.add(value);
    return longer;
  }

  /** The number of entries in the spans; a document may have more than one of them. */
  long count(Spans spans) {
    return spans.parts().stream().mapToLong(this::count).sum();
  }

  private long count(Span span) {
    return Math.max(0, entries.position(span.greatest()) - entries.position(span.least()));
  }

  /** The ids of the documents in the spans, each once, in the order of the entries of each span. */
  Stream<Object> ids(Spans spans) {
    return spans.parts().stream().flatMap(span -> ids(span, false)).distinct();
  }

  /** The ids of the documents in spans that are in the order of the ids, in that order. */
  Stream<Object> idsInOrder(Spans spans, boolean descending) {
    List<Iterator<Object>> parts =
        spans.parts().stream().map(span -> ids(span, descending).iterator()).toList();
    return Merged.of(parts, descending).distinct();
  }

  private Stream<Object> ids(Span span, boolean descending) {
    Cursor<Object, Object> cursor =
        descending
            ? entries.cursor(span.greatest(), span.least(), true)
            : entries.cursor(span.least(), span.greatest(), false);
    Iterable<Object> keys = () -> cursor;
    return StreamSupport.stream(keys.spliterator(), false).map(StoredIndex::idOf);
  }

  private static Object idOf(Object entry) {
    List<?> values = (List<?>) entry;
    return Missing.ofNullable(values.get(values.size() - 1));
  }

  /** Whether all documents are in the index; false if it is new, or its building was broken off. */
  public boolean isComplete() {
    return entries.containsKey(COMPLETE);
  }

  /**
   * Compares the entries with the documents.
   *
   * @param fault takes the id of a document and what is wrong
   */
  public void check(StoredMap documents, BiConsumer<Object, String> fault) {
    Cursor<Object, Object> cursor = documents.cursor(null);
    while (cursor.hasNext()) {
      Object id = cursor.next();
      for (List<@Nullable Object> entry : entriesOf(id, documentOf(cursor.getValue()))) {
        if (!entries.containsKey(entry)) {
          fault.accept(id, "has no entry " + values(entry));
        }
      }
    }
    for (Object entry : entries.keySet()) {
      if (!entry.equals(COMPLETE)) {
        check((List<?>) entry, documents, fault);
      }
    }
  }

  private void check(List<?> entry, StoredMap documents, BiConsumer<Object, String> fault) {
    Object id = idOf(entry);
    @Nullable Document document = documentOf(documents.get(id));
    if (document == null) {
      fault.accept(id, "is not a document, and has the entry " + values(entry));
    } else if (entriesOf(id, document).stream()
        .noneMatch(own -> StoredValueType.INSTANCE.compare(own, entry) == 0)) {
      fault.accept(id, "has other values than its entry " + values(entry));
    }
  }

  private static @Nullable Document documentOf(@Nullable Object value) {
    return value instanceof Document document ? document : null;
  }

  /** Without the id. */
  private static String values(List<?> entry) {
    return String.valueOf(entry.subList(0, entry.size() - 1));
  }

  /**
   * Builds indexes of one collection in one pass.
   *
   * @param afterEach stores what is built so far, lest it fill the heap
   */
  public static void build(List<StoredIndex> indexes, StoredMap documents, Runnable afterEach) {
    indexes.forEach(index -> index.entries.clear());
    Cursor<Object, Object> cursor = documents.cursor(null);
    while (cursor.hasNext()) {
      Object id = cursor.next();
      Document document = (Document) cursor.getValue();
      indexes.forEach(index -> index.add(id, document));
      afterEach.run();
    }
    indexes.forEach(index -> index.entries.restore(COMPLETE, PRESENT));
  }

  /** The library would fill an empty index. */
  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public long getCount() {
    return entries.sizeAsLong() - 1;
  }

  @Override
  public long getDataSize() {
    return getCount();
  }

  /** The first of several iterators that are in order by id, again and again. */
  private record Merged(PriorityQueue<Head> heads) implements Iterator<Object> {
    private record Head(Object id, Iterator<Object> rest) {}

    static Stream<Object> of(List<Iterator<Object>> parts, boolean descending) {
      if (parts.size() == 1) {
        return stream(parts.get(0));
      }
      Comparator<Object> order = StoredValueType.INSTANCE;
      Merged merged =
          new Merged(
              new PriorityQueue<>(
                  Comparator.comparing(Head::id, descending ? order.reversed() : order)));
      parts.forEach(merged::push);
      return stream(merged);
    }

    private static Stream<Object> stream(Iterator<Object> ids) {
      Iterable<Object> once = () -> ids;
      return StreamSupport.stream(once.spliterator(), false);
    }

    private void push(Iterator<Object> part) {
      if (part.hasNext()) {
        heads.add(new Head(part.next(), part));
      }
    }

    @Override
    public boolean hasNext() {
      return !heads.isEmpty();
    }

    @Override
    public Object next() {
      Head head = heads.remove();
      push(head.rest);
      return head.id;
    }
  }
}
