package dev.sluice.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.Document;
import dev.sluice.files.DirectoryTree;
import dev.sluice.store.embedded.disk.Sync;
import dev.sluice.store.embedded.maps.StoredValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * Two collections have the same documents, and one of them has indexes: each query finds the same
 * in both, whatever was written, undone or recovered before.
 */
class IndexProperties {
  private static final List<String> COLLECTIONS = List.of("things", "plain");
  private static final int STEPS = 125;

  private static final List<List<String>> INDEXES =
      List.of(
          List.of("status", "_id"),
          List.of("worker", "status"),
          List.of("tags"),
          List.of("at"),
          List.of("deep.kind", "tags"));

  @Property(tries = 8)
  void find_afterRandomWritesAndReopenings_isWhatTheScanFinds(@ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    Path directory = Files.createTempDirectory("sluice-index-");
    FailingDisk disk = new FailingDisk();
    StoreHarness store = StoreHarness.open(directory, disk, Sync.NORMAL);
    try {
      store.run(new Document("create", "plain"));
      for (int i = 0; i < STEPS; i++) {
        if (i % 25 == 0) {
          IndexEntries.create(store, "things", INDEXES.get(i / 25));
        }
        write(store, disk, random);
        if (random.nextInt(30) == 0) {
          store = reopened(store, directory, disk, random);
        }
        assertThatBothFindTheSame(store, random);
      }
      for (List<String> fields : INDEXES) {
        IndexEntries.assertThatTheyFit(store, "things", fields);
      }
    } finally {
      store.close();
      DirectoryTree.delete(directory);
    }
  }

  private static StoreHarness reopened(
      StoreHarness store, Path directory, FailingDisk disk, Random random) {
    if (random.nextBoolean()) {
      store.kill();
    } else {
      store.close();
    }
    return StoreHarness.open(directory, disk, Sync.NORMAL);
  }

  /** Sends the same command to both collections; one in ten is refused and undone in both. */
  private static void write(StoreHarness store, FailingDisk disk, Random random) {
    Document command = command(random);
    disk.full = random.nextInt(10) == 0;
    List<Object> outcomes = new ArrayList<>();
    for (String collection : COLLECTIONS) {
      Document sent = command.cloneDeeply();
      sent.put(sent.keySet().iterator().next(), collection);
      outcomes.add(Objects.requireNonNull(store.run(sent).get("ok")));
    }
    assertThat(outcomes.get(0)).isEqualTo(outcomes.get(1));
    disk.full = false;
  }

  private static Document command(Random random) {
    return switch (random.nextInt(6)) {
      case 0, 1, 2 ->
          new Document("insert", "").append("ordered", false).append("documents", many(random));
      case 3 ->
          new Document("update", "")
              .append(
                  "updates",
                  List.of(
                      new Document("q", query(random, 2))
                          .append("u", change(random))
                          .append("multi", true)
                          .append("upsert", false)));
      case 4 ->
          new Document("findAndModify", "")
              .append("query", new Document("_id", id(random)))
              .append("update", change(random));
      default ->
          new Document("delete", "")
              .append("deletes", List.of(new Document("q", query(random, 2)).append("limit", 0)));
    };
  }

  private static List<Document> many(Random random) {
    List<Document> documents = new ArrayList<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      Document document = new Document("_id", id(random));
      for (String field : List.of("status", "worker", "tags", "at")) {
        if (random.nextInt(4) > 0) {
          document.append(field, random.nextInt(6) == 0 ? list(random) : value(random));
        }
      }
      document.append("rank", random.nextInt(3));
      documents.add(document.append("deep", new Document("kind", value(random))));
    }
    return documents;
  }

  private static Document change(Random random) {
    String field = List.of("status", "worker", "tags", "at", "deep.kind").get(random.nextInt(5));
    return switch (random.nextInt(3)) {
      case 0 -> new Document("$unset", new Document(field, 1));
      case 1 -> new Document("$set", new Document(field, list(random)));
      default -> new Document("$set", new Document(field, value(random)));
    };
  }

  private static String id(Random random) {
    return "id" + random.nextInt(80);
  }

  private static List<Object> list(Random random) {
    List<Object> values = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      values.add(value(random));
    }
    return values;
  }

  private static @Nullable Object value(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> null;
      case 1 -> random.nextInt(3);
      case 2 -> random.nextBoolean();
      case 3, 4 -> Instant.ofEpochSecond(random.nextInt(5));
      case 5 -> new Document("x", 1);
      default -> String.valueOf((char) ('a' + random.nextInt(6)));
    };
  }

  private static Document query(Random random, int depth) {
    Document query = new Document();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int kind = random.nextInt(8);
      if (kind == 0 && depth > 0) {
        List<Document> parts = List.of(query(random, depth - 1), query(random, depth - 1));
        query.append(random.nextBoolean() ? "$or" : "$and", parts);
      } else if (kind == 1) {
        query.append("_id", condition(random, id(random), id(random)));
      } else {
        String field =
            List.of("status", "worker", "tags", "at", "deep.kind").get(random.nextInt(5));
        query.append(field, condition(random, value(random), value(random)));
      }
    }
    return query;
  }

  private static @Nullable Object condition(
      Random random, @Nullable Object one, @Nullable Object other) {
    return switch (random.nextInt(8)) {
      case 0 -> new Document("$in", Arrays.asList(one, other));
      case 1 -> new Document("$gte", one);
      case 2 -> new Document("$lt", one);
      case 3 -> new Document("$gt", one).append("$lte", other);
      case 4 -> new Document("$ne", one);
      case 5 -> new Document("$in", List.of());
      default -> one;
    };
  }

  private static void assertThatBothFindTheSame(StoreHarness store, Random random) {
    Document query = query(random, 2);
    @Nullable Document order =
        switch (random.nextInt(4)) {
          case 0 -> new Document("_id", 1);
          case 1 -> new Document("_id", -1);
          case 2 -> new Document("rank", 1).append("_id", -1);
          default -> null;
        };
    int limit = order == null ? 0 : random.nextInt(5);
    List<List<Object>> found =
        COLLECTIONS.stream().map(name -> find(store, name, query, order, limit)).toList();
    assertThat(found.get(0)).as("%s by %s", query, order).isEqualTo(found.get(1));
    assertThat(COLLECTIONS.stream().map(name -> count(store, name, query)).distinct())
        .as("the number of %s", query)
        .hasSize(1);
  }

  private static List<Object> find(
      StoreHarness store, String name, Document query, @Nullable Document order, int limit) {
    Document command =
        new Document("find", name)
            .append("filter", query.cloneDeeply())
            .append("batchSize", 1_000)
            .append("limit", limit);
    if (order != null) {
      command.append("sort", order);
    }
    List<Object> ids = new ArrayList<>(firstBatch(store.run(command), "_id"));
    if (order == null) {
      ids.sort(StoredValueType.INSTANCE);
    }
    return ids;
  }

  private static List<Object> count(StoreHarness store, String name, Document query) {
    Document group =
        new Document("$group", new Document("_id", 1).append("n", new Document("$sum", 1)));
    Document command =
        new Document("aggregate", name)
            .append("pipeline", List.of(new Document("$match", query.cloneDeeply()), group))
            .append("cursor", new Document());
    return firstBatch(store.run(command), "n");
  }

  private static List<Object> firstBatch(Document reply, String field) {
    assertThat(reply).containsEntry("ok", 1.0);
    Document cursor = (Document) Objects.requireNonNull(reply.get("cursor"));
    List<?> found = (List<?>) Objects.requireNonNull(cursor.get("firstBatch"));
    return found.stream()
        .map(document -> Objects.requireNonNull(((Document) document).get(field)))
        .toList();
  }
}
