package dev.sluice.cli.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.sluice.cli.console.Shell;
import dev.sluice.store.embedded.EmbeddedMongo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCommandTest {
  @TempDir Path directory;
  private final Shell shell = new Shell();

  @Test
  void backup_stoppedStore_isCheckedAndOpens() {
    store();

    assertThat(run("backup", "--to", copy(), "--data", data(), "--verify")).isZero();

    assertThat(shell.out()).contains(copy(), "no fault");
    assertThat(shell.err()).contains("wrote " + copy());
    assertThat(run("check", "--data", copy())).isZero();
  }

  @Test
  void check_faults_areListedWithExitCode1() {
    try (EmbeddedMongo store = EmbeddedMongo.open(Path.of(data()));
        MongoClient client = MongoClients.create(store.connectionString())) {
      client
          .getDatabase("sluice")
          .getCollection("output")
          .insertOne(new Document("_id", "job/1/3").append("frames", new byte[0]));
    }

    assertThat(run("check", "--data", data())).isEqualTo(1);

    assertThat(shell.out()).contains("sluice.output job/1/3: chunk 0 of the attempt is missing");
  }

  @Test
  void check_damagedFile_isAFaultAndNamesIt() throws IOException {
    store();
    Files.write(Path.of(data(), "store.mv"), new byte[20_000]);

    assertThat(run("check", "--data", data())).isEqualTo(1);

    assertThat(shell.out()).contains("store.mv cannot be read as a store");
  }

  @Test
  void compact_stoppedStore_tellsSizes() {
    store();

    assertThat(run("compact", "--data", data())).isZero();

    assertThat(shell.out()).matches("(?s).*: \\d+\\.\\d MiB before, \\d+\\.\\d MiB after\n");
  }

  @Test
  void eachCommand_storeInUse_refuses() {
    try (EmbeddedMongo store = EmbeddedMongo.open(Path.of(data()))) {
      assertThat(store.connectionString()).isNotEmpty();
      assertThat(run("check", "--data", data())).isEqualTo(125);
      assertThat(run("compact", "--data", data())).isEqualTo(125);
    }

    assertThat(shell.err().lines())
        .hasSize(2)
        .allMatch(line -> line.contains("in use by another process"));
  }

  @Test
  void eachCommand_noStore_isNamed() throws IOException {
    Files.createDirectory(Path.of(data()));

    assertThat(run("check", "--data", data())).isEqualTo(125);
    assertThat(run("compact", "--data", data() + "-absent")).isEqualTo(125);
    assertThat(run("backup", "--to", copy(), "--data", data())).isEqualTo(125);

    assertThat(shell.err())
        .contains("has no embedded store: it has no store.mv", "-absent is not a directory");
    assertThat(Path.of(copy())).doesNotExist();
  }

  @Test
  void backup_targetExists_isRefused() throws IOException {
    store();
    Files.createDirectory(Path.of(copy()));
    Files.writeString(Path.of(copy(), "file"), "");

    assertThat(run("backup", "--to", copy(), "--data", data())).isEqualTo(2);

    assertThat(shell.err()).contains("--to: " + copy() + " exists, and is not an empty directory");
  }

  @Test
  void check_mongodbConfigured_isRefused() {
    shell.variables.put("QUARKUS_MONGODB_CONNECTION_STRING", "mongodb://db");

    assertThat(run("check")).isEqualTo(125);

    assertThat(shell.err()).contains("use the tools of MongoDB");
  }

  @Test
  void store_noCommand_isAUsageError() {
    assertThat(run()).isEqualTo(2);
  }

  private void store() {
    try (EmbeddedMongo store = EmbeddedMongo.open(Path.of(data()));
        MongoClient client = MongoClients.create(store.connectionString())) {
      client.getDatabase("sluice").getCollection("jobs").insertOne(new Document("_id", "a"));
    }
  }

  private String data() {
    return directory.resolve("data").toString();
  }

  private String copy() {
    return directory.resolve("copy").toString();
  }

  private int run(String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "store";
    System.arraycopy(words, 0, all, 1, words.length);
    return shell.run(all);
  }
}
