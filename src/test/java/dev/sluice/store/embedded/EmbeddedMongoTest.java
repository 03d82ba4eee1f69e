package dev.sluice.store.embedded;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMongoTest {
  @TempDir Path directory;

  private void inStore(Consumer<MongoCollection<Document>> steps) {
    try (EmbeddedMongo store = EmbeddedMongo.open(directory);
        MongoClient client = MongoClients.create(store.connectionString())) {
      steps.accept(client.getDatabase("test").getCollection("things"));
    }
  }

  @Test
  void insert_everyType_survivesARestart() {
    Document all =
        new Document("_id", "a")
            .append("int", 1)
            .append("long", 1L << 60)
            .append("double", 1.5)
            .append("decimal", Decimal128.parse("1.10"))
            .append("text", "größe")
            .append("date", new Date(1234567890123L))
            .append("object", new ObjectId())
            .append("binary", new Binary(new byte[] {1, 2, 3}))
            .append("bool", true)
            .append("nothing", null)
            .append("list", List.of(1, "two", new Document("three", 3)))
            .append("empty", new Document());
    inStore(things -> things.insertOne(all));

    inStore(things -> assertThat(things.find().first()).isEqualTo(all));
  }

  @Test
  void updateAndDelete_byId_surviveARestart() {
    inStore(
        things -> {
          things.insertMany(IntStream.range(0, 100).mapToObj(i -> thing(i)).toList());
          things.updateOne(eq("_id", 7), combine(inc("n", 5), push("tags", "x")));
          things.updateMany(eq("even", true), set("marked", 1));
          things.deleteOne(eq("_id", 8));
          things.deleteMany(eq("even", false));
        });

    inStore(
        things -> {
          assertThat(things.countDocuments()).isEqualTo(49);
          assertThat(things.find(in("_id", List.of(6, 7, 8, 10))).map(d -> d.getInteger("_id")))
              .containsExactlyInAnyOrder(6, 10);
          assertThat(things.countDocuments(eq("marked", 1))).isEqualTo(49);
        });
  }

  private static Document thing(int i) {
    return new Document("_id", i).append("even", i % 2 == 0).append("n", i);
  }

  @Test
  void upsert_generatedValues_surviveARestart() {
    List<Object> seen = new ArrayList<>();
    inStore(
        things -> {
          things.updateOne(
              eq("name", "a"), Updates.currentDate("at"), new UpdateOptions().upsert(true));
          things.findOneAndUpdate(
              eq("_id", "b"), inc("n", 1), new FindOneAndUpdateOptions().upsert(true));
          things.find().into(new ArrayList<>()).forEach(seen::add);
        });

    inStore(things -> assertThat(things.find().into(new ArrayList<Object>())).isEqualTo(seen));
    assertThat(seen).hasSize(2);
  }

  @Test
  void findOneAndUpdate_condition_answersBeforeOrAfter() {
    FindOneAndUpdateOptions after =
        new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);
    inStore(
        things -> {
          things.insertOne(new Document("_id", 1).append("status", "SUBMITTED"));
          assertThat(things.findOneAndUpdate(open(), set("status", "QUEUED"), after))
              .containsEntry("status", "QUEUED");
          assertThat(things.findOneAndUpdate(open(), set("status", "LOST"), after)).isNull();
          assertThat(things.findOneAndUpdate(eq("_id", 1), set("status", "RUNNING")))
              .containsEntry("status", "QUEUED");
          assertThat(things.findOneAndDelete(eq("_id", 1))).containsEntry("status", "RUNNING");
        });
    inStore(things -> assertThat(things.countDocuments()).isZero());
  }

  private static org.bson.conversions.Bson open() {
    return and(eq("_id", 1), eq("status", "SUBMITTED"));
  }

  @Test
  void insert_sameId_isRefused() {
    inStore(
        things -> {
          things.insertOne(new Document("_id", 1).append("v", "first"));
          assertThatThrownBy(() -> things.insertOne(new Document("_id", 1.0)))
              .isInstanceOfSatisfying(
                  MongoWriteException.class, e -> assertThat(e.getCode()).isEqualTo(11000));
        });
    inStore(things -> assertThat(things.find(eq("_id", 1L)).first()).containsEntry("v", "first"));
  }

  @Test
  void createIndex_secondaryUnique_survivesARestart() {
    UUID key = UUID.randomUUID();
    inStore(
        things -> {
          things.createIndex(Indexes.ascending("key"), new IndexOptions().unique(true));
          things.insertOne(new Document("_id", 1).append("key", key.toString()));
          things.insertOne(new Document("_id", 2).append("key", "other"));
          things.updateOne(eq("_id", 2), set("key", "third"));
        });
    inStore(
        things -> {
          assertThat(things.find(eq("key", key.toString())).first()).containsEntry("_id", 1);
          things.insertOne(new Document("_id", 3).append("key", "other"));
          assertThatThrownBy(
                  () -> things.insertOne(new Document("_id", 4).append("key", key.toString())))
              .isInstanceOf(MongoWriteException.class);
          things.deleteOne(eq("_id", 1));
          things.insertOne(new Document("_id", 5).append("key", key.toString()));
        });
  }

  @Test
  void drop_collection_forgetsDocumentsAndIndexes() {
    inStore(
        things -> {
          things.createIndex(Indexes.ascending("key"), new IndexOptions().unique(true));
          things.insertOne(new Document("_id", 1).append("key", 1));
          things.drop();
          things.insertOne(new Document("_id", 2).append("key", 1));
        });
    inStore(things -> assertThat(things.find().map(d -> d.get("_id"))).containsExactly(2));
  }

  @Test
  void rename_andMerge_areRefused() {
    inStore(
        things -> {
          things.insertOne(thing(1));
          assertThatThrownBy(
                  () -> things.renameCollection(new com.mongodb.MongoNamespace("test", "other")))
              .isInstanceOf(MongoCommandException.class);
          assertThatThrownBy(
                  () -> things.aggregate(List.of(Aggregates.merge("other"))).toCollection())
              .isInstanceOf(MongoCommandException.class);
        });
    inStore(things -> assertThat(things.countDocuments()).isEqualTo(1));
  }

  @Test
  void open_storeInUse_saysSo() {
    try (EmbeddedMongo first = EmbeddedMongo.open(directory)) {
      assertThat(first.connectionString()).startsWith("mongodb://127.0.0.1:");
      assertThatThrownBy(() -> EmbeddedMongo.open(directory))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(directory.toString())
          .hasMessageContaining("another process");
    }
  }

  @Test
  void close_twice_releasesTheDirectory() {
    EmbeddedMongo store = EmbeddedMongo.open(directory);
    store.close();
    store.close();
    EmbeddedMongo.open(directory).close();
  }

  @Test
  void open_anyDirectory_storesNothingThatOtherAccountsCanRead() throws IOException {
    Path data = directory.resolve("data");
    try (EmbeddedMongo store = EmbeddedMongo.open(data);
        MongoClient client = MongoClients.create(store.connectionString());
        Stream<Path> files = Files.list(data)) {
      client.getDatabase("test").getCollection("things").insertOne(new Document("_id", "a"));

      assertThat(permissions(data)).isEqualTo("rwx------");
      assertThat(files)
          .hasSizeGreaterThan(1)
          .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
