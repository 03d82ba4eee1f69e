package dev.sluice.store.embedded.query;

import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.bson.Document;
import dev.sluice.store.embedded.maps.StoredMap;
import dev.sluice.store.embedded.maps.StoredValueType;
import dev.sluice.store.embedded.query.Conditions.Spans;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * Finds the documents that a query can match: by the ids or the index that promise the fewest, or
 * by reading all documents in a range of ids. The caller compares each with the query.
 */
public record Lookup(StoredMap documents, List<StoredIndex> indexes) {
  private static final Comparator<Object> BY_ID = StoredValueType.INSTANCE;

  /** So many ids of an index are sorted at most; otherwise the documents are read by id. */
  private static final int SORTED_AT_MOST = 10_000;

  /** The order of the documents; of those with no order it is that of an index or of the ids. */
  public enum Order {
    NONE,
    BY_ID,
    BY_ID_DESCENDING
  }

  /** Ids in an order, perhaps with more of them than match. */
  private interface Ids {
    Stream<Object> stream();
  }

  /**
   * A way to the ids.
   *
   * @param most an upper bound of their number
   */
  private record Way(long most, Ids ids) {}

  public Stream<DocumentWithPosition<Object>> find(Document query, Order order) {
    Conditions conditions = new Conditions(query);
    return way(conditions, order)
        .map(way -> way.ids.stream().flatMap(id -> get(id).stream()))
        .orElseGet(() -> range(conditions, order == Order.BY_ID_DESCENDING));
  }

  /**
   * The number of documents in which one field has the value that is asked for, if an index of that
   * field alone has it. An index of more fields has several entries for a document with a list.
   */
  public OptionalLong count(Document query) {
    if (query.size() != 1 || !Conditions.isServed(query.values().iterator().next())) {
      return OptionalLong.empty();
    }
    Conditions conditions = new Conditions(query);
    List<String> fields = List.of(query.keySet().iterator().next(), "_id");
    return indexes.stream()
        .filter(index -> index.fields().equals(fields))
        .flatMap(index -> conditions.spans(fields).map(index::count).stream())
        .mapToLong(Long::longValue)
        .findFirst();
  }

  private Optional<DocumentWithPosition<Object>> get(Object id) {
    return Optional.ofNullable((Document) documents.get(id))
        .map(document -> new DocumentWithPosition<>(document, id));
  }

  /** Empty if it is better to read the documents by id. A look-up costs as much as two of these. */
  private Optional<Way> way(Conditions conditions, Order order) {
    Optional<Set<Object>> named = conditions.ids();
    if (named.isPresent()) {
      return named.map(ids -> sorted(new Way(ids.size(), ids::stream), order));
    }
    return Stream.concat(
            indexes.stream().flatMap(index -> by(index, conditions, order).stream()),
            eitherOf(conditions, order).stream())
        .min(Comparator.comparingLong(Way::most))
        .filter(way -> 2 * way.most < size(conditions));
  }

  private Optional<Way> by(StoredIndex index, Conditions conditions, Order order) {
    Optional<Spans> found = conditions.spans(index.fields());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Spans spans = found.get();
    long most = index.count(spans);
    if (order != Order.NONE && spans.byId()) {
      boolean descending = order == Order.BY_ID_DESCENDING;
      return Optional.of(new Way(most, () -> index.idsInOrder(spans, descending)));
    }
    return sortable(new Way(most, () -> index.ids(spans)), order);
  }

  /** The ways of all alternatives together, if each has one. */
  private Optional<Way> eitherOf(Conditions conditions, Order order) {
    List<Way> ways = new ArrayList<>();
    for (Document alternative : conditions.alternatives().orElse(List.of())) {
      Optional<Way> way = way(new Conditions(alternative), Order.NONE);
      if (way.isEmpty()) {
        return Optional.empty();
      }
      ways.add(way.get());
    }
    if (ways.isEmpty()) {
      return Optional.empty();
    }
    long most = ways.stream().mapToLong(Way::most).sum();
    return sortable(
        new Way(most, () -> ways.stream().flatMap(way -> way.ids.stream()).distinct()), order);
  }

  private static Optional<Way> sortable(Way way, Order order) {
    return order == Order.NONE || way.most <= SORTED_AT_MOST
        ? Optional.of(sorted(way, order))
        : Optional.empty();
  }

  private static Way sorted(Way way, Order order) {
    return switch (order) {
      case NONE -> way;
      case BY_ID -> new Way(way.most, () -> way.ids.stream().sorted(BY_ID));
      case BY_ID_DESCENDING -> new Way(way.most, () -> way.ids.stream().sorted(BY_ID.reversed()));
    };
  }

  private long size(Conditions conditions) {
    @Nullable Object least = conditions.leastId();
    @Nullable Object greatest = conditions.greatestId();
    long from = least == null ? 0 : documents.position(least);
    long to = greatest == null ? documents.sizeAsLong() : documents.position(greatest) + 1;
    return to - from;
  }

  private Stream<DocumentWithPosition<Object>> range(Conditions ids, boolean descending) {
    Cursor<Object, Object> cursor =
        descending
            ? documents.cursor(ids.greatestId(), ids.leastId(), true)
            : documents.cursor(ids.leastId(), ids.greatestId(), false);
    Iterable<Object> keys = () -> cursor;
    return StreamSupport.stream(keys.spliterator(), false)
        .map(key -> new DocumentWithPosition<>((Document) cursor.getValue(), key));
  }
}
