package dev.sluice.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.Document;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A document that a reader holds, or that a checkpoint writes, must not change; mongo-java-server
 * by itself updates in place.
 */
class StoredCollectionTest {
  @TempDir Path directory;

  @Test
  void update_documentHeldByAReader_leavesItUnchanged() {
    try (StoreHarness store = StoreHarness.open(directory)) {
      store.insert("a", new Document("deep", 1));
      Document held = read(store);
      store.set("a", new Document("deep", 2));
      assertThat(held).isEqualTo(thing(1));
      assertThat(read(store)).isEqualTo(thing(2));
    }
  }

  @Test
  void findAndModify_documentHeldByAReader_leavesItUnchanged() {
    try (StoreHarness store = StoreHarness.open(directory)) {
      store.insert("a", new Document("deep", 1));
      Document held = read(store);
      store.run(
          new Document("findAndModify", "things")
              .append("query", new Document("_id", "a"))
              .append("update", new Document("$inc", new Document("v.deep", 1))));
      assertThat(held).isEqualTo(thing(1));
      assertThat(read(store)).isEqualTo(thing(2));
    }
  }

  /** The driver writes a conditional write like this: the id is one part of an {@code $and}. */
  @Test
  void find_idAndCondition_honoursBoth() {
    try (StoreHarness store = StoreHarness.open(directory)) {
      store.insert("a", new Document("deep", 1));
      store.insert("b", new Document("deep", 1));
      assertThat(matches(store, "a", 1)).isEqualTo(1);
      assertThat(matches(store, "a", 2)).isZero();
      assertThat(matches(store, "none", 1)).isZero();
    }
  }

  @Test
  void find_rangeAndOrderOfIds_isAnsweredInOrder() {
    try (StoreHarness store = StoreHarness.open(directory)) {
      for (String id : List.of("c", "a", "e", "b", "d")) {
        store.insert(id, new Document("deep", id.equals("c") ? 2 : 1));
      }
      assertThat(page(store, "$gt", "a", 1, 9)).containsExactly("b", "d", "e");
      assertThat(page(store, "$gte", "b", 1, 2)).containsExactly("b", "d");
      assertThat(page(store, "$lt", "e", -1, 9)).containsExactly("d", "b", "a");
      assertThat(page(store, "$lte", "e", -1, 2)).containsExactly("e", "d");
    }
  }

  private static List<Object> page(
      StoreHarness store, String condition, String id, int direction, int limit) {
    Document filter =
        new Document("$and", List.of(new Document("_id", new Document(condition, id)), deep(1)));
    Document reply =
        store.run(
            new Document("find", "things")
                .append("filter", filter)
                .append("sort", new Document("_id", direction))
                .append("limit", limit));
    Document cursor = (Document) Objects.requireNonNull(reply.get("cursor"));
    List<?> found = (List<?>) Objects.requireNonNull(cursor.get("firstBatch"));
    return found.stream()
        .map(document -> Objects.requireNonNull(((Document) document).get("_id")))
        .toList();
  }

  private static Document deep(int value) {
    return new Document("v.deep", value);
  }

  private static int matches(StoreHarness store, String id, int deep) {
    Document byId = new Document("$and", List.of(new Document("_id", id)));
    Document filter = new Document("$and", List.of(byId, new Document("v.deep", deep)));
    Document reply = store.run(new Document("find", "things").append("filter", filter));
    Document cursor = (Document) Objects.requireNonNull(reply.get("cursor"));
    return ((List<?>) Objects.requireNonNull(cursor.get("firstBatch"))).size();
  }

  private static Document thing(int deep) {
    return new Document("_id", "a").append("v", new Document("deep", deep));
  }

  private static Document read(StoreHarness store) {
    Document reply =
        store.run(new Document("find", "things").append("filter", new Document("_id", "a")));
    Document cursor = (Document) Objects.requireNonNull(reply.get("cursor"));
    List<?> found = (List<?>) Objects.requireNonNull(cursor.get("firstBatch"));
    return (Document) found.get(0);
  }
}
