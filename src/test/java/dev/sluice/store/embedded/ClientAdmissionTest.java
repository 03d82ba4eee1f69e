package dev.sluice.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.nio.file.Path;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAdmissionTest {
  @TempDir Path directory;
  private EmbeddedMongo store;
  private MongoClient own;

  @BeforeEach
  void open() {
    store = EmbeddedMongo.open(directory);
    own = MongoClients.create(store.connectionString());
    things(own).insertOne(new Document("_id", "a").append("token", "secret"));
  }

  @AfterEach
  void close() {
    own.close();
    store.close();
  }

  @Test
  void command_driverThatKnowsTheSecret_isServed() {
    try (MongoClient second = MongoClients.create(store.connectionString())) {
      assertThat(things(second).countDocuments()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&appName=sluice", "&appName=sluice-AAAAAAAAAAAAAAAAAAAAAAAA"})
  void command_driverThatDoesNot_isRefused(String name) {
    String address = store.connectionString().replaceAll("&appName=.*", "") + name;
    try (MongoClient stranger = MongoClients.create(address + "&serverSelectionTimeoutMS=500")) {
      assertThatThrownBy(() -> things(stranger).find().first()).satisfies(this::refuses);
      assertThatThrownBy(() -> things(stranger).insertOne(new Document("_id", "b")))
          .satisfies(this::refuses);
      assertThatThrownBy(() -> stranger.listDatabaseNames().first()).satisfies(this::refuses);
    }
    assertThat(things(own).find()).extracting(found -> found.get("_id")).containsExactly("a");
  }

  @Test
  void connectionString_otherStart_hasAnotherSecret(@TempDir Path other) {
    try (EmbeddedMongo second = EmbeddedMongo.open(other)) {
      assertThat(second.connectionString().replaceAll(".*appName=", ""))
          .isNotEqualTo(store.connectionString().replaceAll(".*appName=", ""));
    }
  }

  /** A driver that cannot greet the server never selects it; the cause is what the server said. */
  private void refuses(Throwable failure) {
    Throwable refusal = failure instanceof MongoCommandException ? failure : failure.getCause();
    assertThat(failure.getMessage() + (refusal == null ? "" : refusal.getMessage()))
        .contains("serves only the Sluice server");
  }

  private static MongoCollection<Document> things(MongoClient client) {
    return client.getDatabase("test").getCollection("things");
  }
}
