package dev.sluice.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process and checks the store that it leaves. */
class KillTest {
  private static final int THREADS = 64;

  @TempDir Path directory;

  private final Set<String> inserted = new HashSet<>();
  private final Set<String> deleted = new HashSet<>();
  private final Map<String, Integer> counted = new HashMap<>();
  private final Map<String, List<String>> pushed = new HashMap<>();

  @Test
  void kill_whileWriting_keepsAcknowledgedWrites() throws Exception {
    // The counts are chosen so that a kill comes before, and some time after, a checkpoint.
    for (int acknowledgements : new int[] {300, 3_000}) {
      writeAndKill("run" + acknowledgements + "-", acknowledgements);
      assertThatEverythingIsThere();
    }
  }

  private void writeAndKill(String run, int acknowledgements) throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                directory.toString(),
                run,
                String.valueOf(THREADS))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out = writer.inputReader()) {
      for (int i = 0; i < acknowledgements; i++) {
        note(out.readLine());
      }
      // Through the handle, because Process.destroyForcibly also closes the pipe.
      writer.toHandle().destroyForcibly();
      drain(out);
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }

  /** Lines in the pipe count as acknowledged; the last one may be cut off. */
  private void drain(BufferedReader out) throws IOException {
    String line = out.readLine();
    while (line != null) {
      String next = out.readLine();
      if (next != null) {
        note(line);
      }
      line = next;
    }
  }

  private void note(String line) {
    assertThat(line).isNotNull();
    String[] words = line.split(" ");
    switch (words[0]) {
      case "inserted" -> inserted.add(words[1]);
      case "deleted" -> deleted.add(words[1]);
      case "counted" -> counted.put(words[1], Integer.parseInt(words[2]));
      case "pushed" -> pushed.computeIfAbsent(words[1], id -> new ArrayList<>()).add(words[2]);
      default -> {}
    }
  }

  private void assertThatEverythingIsThere() {
    try (EmbeddedMongo store = EmbeddedMongo.open(directory);
        MongoClient client = MongoClients.create(store.connectionString())) {
      MongoCollection<Document> things = client.getDatabase("test").getCollection("things");
      Map<String, Document> found = new HashMap<>();
      things.find().forEach(document -> found.put(document.getString("_id"), document));

      Set<String> expected = new HashSet<>(inserted);
      expected.removeAll(deleted);
      Set<String> missing = new HashSet<>(expected);
      missing.removeAll(found.keySet());
      // For each thread, the reply to one applied delete may have been lost.
      assertThat(missing.size()).isLessThanOrEqualTo(THREADS * 3);
      assertThat(missing).allMatch(id -> wasDeletedUnacknowledged(id, found));
      assertThat(found.keySet()).doesNotContainAnyElementsOf(deleted);
      counted.forEach(
          (id, n) -> assertThat(get(found, id).getInteger("n")).as(id).isBetween(n, n + 1));
      pushed.forEach((id, ids) -> assertThatPushesAreInOrder(get(found, id), ids));
    }
  }

  private static Document get(Map<String, Document> found, String id) {
    assertThat(found).containsKey(id);
    return Objects.requireNonNull(found.get(id));
  }

  /** A document with an even number is deleted once the next one exists. */
  private boolean wasDeletedUnacknowledged(String id, Map<String, Document> found) {
    int slash = id.indexOf('/');
    int number = Integer.parseInt(id.substring(slash + 1));
    return number % 2 == 0 && found.containsKey(id.substring(0, slash) + "/" + (number + 1));
  }

  private void assertThatPushesAreInOrder(Document shared, List<String> acknowledged) {
    List<String> log = shared.getList("log", String.class);
    assertThat(log).doesNotHaveDuplicates().containsAll(acknowledged);
    Map<String, Integer> last = new HashMap<>();
    for (String id : log) {
      int slash = id.indexOf('/');
      int number = Integer.parseInt(id.substring(slash + 1));
      Integer before = last.put(id.substring(0, slash), number);
      assertThat(number).isEqualTo(before == null ? 0 : before + KilledWriter.PUSH_EVERY);
    }
  }
}
