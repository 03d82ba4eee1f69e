package dev.sluice.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.sluice.app.TestStore;
import dev.sluice.cli.StubServer;
import dev.sluice.cli.console.Shell;
import java.net.URI;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MongoSourceTest {
  @Test
  void import_collectionsOfTheOlderExecutor_areRead() {
    TestStore store = new TestStore();
    String address = Objects.requireNonNull(store.start().get("quarkus.mongodb.connection-string"));
    URI parsed = URI.create(address);
    String database =
        parsed.getScheme()
            + "://"
            + parsed.getRawAuthority()
            + "/executor-old?"
            + parsed.getRawQuery();
    try (StubServer server = new StubServer();
        MongoClient client = MongoClients.create(address)) {
      fill(client.getDatabase("executor-old"));
      server.json("POST /v1/import", "{\"stored\":3,\"known\":0,\"refused\":[]}");
      Shell shell = new Shell();

      int code = shell.run("import", "--server", server.uri(), database);

      assertThat(code).as(shell.err()).isEqualTo(1);
      assertThat(shell.out()).isEqualTo("jobs[1]: command must be a string, is 7\n");
      assertThat(server.only("POST /v1/import").body())
          .contains("{\"worker\":{\"worker_id\":\"w1\"", "\"ram_total_mb\":1024")
          .contains("\"job_id\":\"j1\"", "\"created_at\":\"2023-11-14T22:13:20Z\"")
          .contains("\"job_id\":\"" + "0".repeat(23) + "1\"");
      client.getDatabase("executor-old").drop();
    } finally {
      store.stop();
    }
  }

  private static void fill(MongoDatabase old) {
    old.getCollection("workers")
        .insertOne(new Document("_id", "a").append("workerId", "w1").append("ramTotal", 1L << 30));
    old.getCollection("jobs")
        .insertMany(
            List.of(
                new Document("_id", "a")
                    .append("jobId", "j1")
                    .append("command", "c")
                    .append("status", "completed")
                    .append("exitCode", 0)
                    .append("errorMessage", null)
                    .append("createdAt", new Date(1_700_000_000_000L)),
                new Document("_id", "b")
                    .append("jobId", "j2")
                    .append("command", 7)
                    .append("status", "failed"),
                new Document("_id", new ObjectId("0".repeat(23) + "1"))
                    .append("command", "c")
                    .append("status", "failed")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mongodb://127.0.0.1:1", "mongodb://u:secret@:/x"})
  void import_wrongAddress_isWrongUsageAndShowsNoPassword(String address) {
    Shell shell = new Shell();

    assertThat(shell.run("import", "--server", "http://127.0.0.1:1", address)).isEqualTo(2);
    assertThat(shell.err()).doesNotContain("secret");
  }
}
