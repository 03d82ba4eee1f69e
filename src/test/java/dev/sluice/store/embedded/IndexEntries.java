package dev.sluice.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import dev.sluice.store.embedded.maps.ChangeSet;
import dev.sluice.store.embedded.maps.Maps;
import dev.sluice.store.embedded.maps.StoredValueType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Indexes of a store as it has them, beside those that its documents call for. */
final class IndexEntries {
  private IndexEntries() {}

  /** Sends the command by which the server declares an index. */
  static void create(StoreHarness store, String collection, List<String> fields) {
    Document keys = new Document();
    fields.forEach(field -> keys.append(field, 1));
    Document index = new Document("key", keys).append("name", name(fields));
    Document reply =
        store.run(new Document("createIndexes", collection).append("indexes", List.of(index)));
    assertThat(reply).containsEntry("ok", 1.0);
  }

  private static String name(List<String> fields) {
    return fields.stream().map(field -> field + "_1").collect(Collectors.joining("_"));
  }

  /** Compares the index with the documents in the map of the collection. */
  static void assertThatTheyFit(StoreHarness store, String collection, List<String> fields) {
    Maps maps = new Maps(store.store.file().store(), new ChangeSet());
    String namespace = "test." + collection;
    TreeSet<Object> expected = new TreeSet<>(StoredValueType.INSTANCE);
    expected.add(List.of());
    maps.documents(namespace)
        .forEach((id, document) -> expected.addAll(expected(id, (Document) document, fields)));
    assertThat(maps.entries(namespace, name(fields)).keyList())
        .usingElementComparator(StoredValueType.INSTANCE)
        .containsExactlyElementsOf(expected);
  }

  private static List<List<Object>> expected(Object id, Document document, List<String> fields) {
    List<List<Object>> entries = List.of(List.of());
    for (String field : fields) {
      if (!field.equals("_id")) {
        List<List<Object>> longer = new ArrayList<>();
        for (List<Object> entry : entries) {
          elements(document, field).forEach(element -> longer.add(with(entry, element)));
        }
        entries = longer;
      }
    }
    return entries.stream().filter(e -> e.get(0) != null).map(e -> with(e, id)).toList();
  }

  private static List<Object> elements(Document document, String path) {
    @Nullable Object value = document;
    for (String field : path.split("\\.")) {
      value = value instanceof Document parent ? parent.get(field) : null;
    }
    Collection<?> all = value instanceof Collection<?> list && !list.isEmpty() ? list : null;
    return all == null ? with(List.of(), value) : new ArrayList<>(all);
  }

  private static List<Object> with(List<Object> values, @Nullable Object value) {
    List<Object> longer = new ArrayList<>(values);
    boolean isIndexed =
        value instanceof String
            || value instanceof Boolean
            || value instanceof Instant
            || value instanceof ObjectId;
    longer.add(isIndexed ? Objects.requireNonNull(value) : null);
    return longer;
  }
}
